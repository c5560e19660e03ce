package dev.postrider.delivery.admin;

import dev.postrider.contracts.LifecycleEvent;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an operator may do with deferred mail. */
public enum QueueAction {
    /** The next attempt is now. Not of held mail. */
    RETRY(LifecycleEvent.Kind.RESCHEDULED),
    /** No attempt until it is released, and its expiry waits. */
    HOLD(LifecycleEvent.Kind.HELD),
    /** Held mail goes on, and the next attempt is now. */
    RELEASE(LifecycleEvent.Kind.RELEASED),
    /** Given up as if its time were over: the sender is told. */
    FAIL(LifecycleEvent.Kind.BOUNCED),
    /** Removed, and nobody is told. */
    DROP(LifecycleEvent.Kind.DROPPED);

    private final LifecycleEvent.Kind event;

    QueueAction(LifecycleEvent.Kind event) {
        this.event = event;
    }

    /** What {@code mail.events} tells of it. */
    public LifecycleEvent.Kind event() {
        return event;
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<QueueAction> of(String label) {
        return Arrays.stream(values())
                .filter(action -> action.label().equals(label))
                .findFirst();
    }
}
