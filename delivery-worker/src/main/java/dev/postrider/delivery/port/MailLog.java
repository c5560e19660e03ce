package dev.postrider.delivery.port;

import dev.postrider.contracts.AcceptedMessage;
import dev.postrider.contracts.DeadLetter;
import dev.postrider.contracts.LifecycleEvent;
import dev.postrider.contracts.OutboundMessage;
import dev.postrider.servicekit.trace.TraceSpan;
import io.vertx.core.Future;
import java.util.Optional;

/** The topics that the worker writes to. A completed future means that the record is durable. */
public interface MailLog {
    /**
     * A message of our own making, to be delivered like any other.
     *
     * @param traceparent the trace context of what it comes of
     */
    Future<Void> accept(AcceptedMessage message, Optional<String> traceparent);

    /**
     * A message for another server.
     *
     * @param traceparent the trace context of its acceptance
     */
    Future<Void> relay(OutboundMessage message, Optional<String> traceparent);

    /** A record that nobody can process. */
    Future<Void> bury(DeadLetter letter);

    /**
     * An outcome. Nobody waits for it: a loss is counted and logged, and harms no mail.
     *
     * @param attempt what it came of
     */
    void tell(LifecycleEvent event, TraceSpan attempt);
}
