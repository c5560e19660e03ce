package dev.postrider.delivery.route;

import dev.postrider.delivery.port.Deferral;
import io.vertx.core.Future;
import java.util.Optional;

/** Where a message came from, and how to let go of it: a record of a topic, or a row of {@code delivery.deferred}. */
public interface Origin {
    /** Attempts made before this one. */
    int attemptsBefore();

    /** When this attempt was due, Unix time: the same however often it is repeated. */
    long plannedAtMs();

    /** The {@code mail.outbound} partition whose owner would try again. */
    int bucket();

    /** Is this the last attempt? */
    boolean lastAttempt();

    /** Has the sender been told of a delay? */
    boolean delayReported();

    /** The trace context of the message's acceptance, if that was traced. */
    Optional<String> traceparent();

    /** Makes durable what is left, then lets go of the message. Fails only when the process drains. */
    Future<Void> settle(Optional<Deferral> remainder);

    /** Lets go of the message undone. */
    void release();
}
