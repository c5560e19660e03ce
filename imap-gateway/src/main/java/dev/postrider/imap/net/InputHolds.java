package dev.postrider.imap.net;

import java.util.EnumSet;
import java.util.Set;

/** Why a connection is not read from. It is, as soon as no cause is left. */
final class InputHolds {
    enum Cause {
        /** More has come than is wanted now. */
        NOTHING_WANTED,
        /** The client does not read its answers. */
        ANSWERS_UNREAD,
        /** The store does not take what has come. */
        MESSAGE_UNSTORED
    }

    private final Wire wire;
    private final Set<Cause> causes = EnumSet.noneOf(Cause.class);

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
}
