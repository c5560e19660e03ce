package dev.postrider.smtp.ingress.net;

import java.util.EnumSet;

/** Why reading is paused. It goes on when no cause is left. */
final class InputHolds {
    /** One cause. */
    enum Cause {
        /** The session waits for something else, and the client is ahead of it. */
        NOTHING_WANTED,
        /** The blob store is slower than the client. */
        BODY_UNSTORED,
        /** The client does not read what it is told. */
        REPLIES_UNREAD
    }

    private final Wire wire;
    private final EnumSet<Cause> causes = EnumSet.noneOf(Cause.class);

    InputHolds(Wire wire) {
        this.wire = wire;
    }

    void hold(Cause cause) {
        if (causes.isEmpty()) {
            wire.pause();
        }
        causes.add(cause);
    }

    void release(Cause cause) {
        if (causes.remove(cause) && causes.isEmpty()) {
            wire.resume();
        }
    }

    boolean any() {
        return !causes.isEmpty();
    }

    boolean has(Cause cause) {
        return causes.contains(cause);
    }

    BodyReceiver.Flow of(Cause cause) {
        return new BodyReceiver.Flow() {
            @Override
            public void hold() {
                InputHolds.this.hold(cause);
            }

            @Override
            public void release() {
                InputHolds.this.release(cause);
            }
        };
    }
}
