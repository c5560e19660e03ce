package dev.postrider.delivery.port;

import dev.postrider.contracts.AcceptedMessage;
import dev.postrider.contracts.DeadLetter;
import dev.postrider.contracts.LifecycleEvent;
import dev.postrider.contracts.OutboundMessage;
import io.vertx.core.Future;

/** The topics that the worker writes to. A completed future means that the record is durable. */
public interface MailLog {
    /** A message of our own making, to be delivered like any other. */
    Future<Void> accept(AcceptedMessage message);

    /** A message for another server. */
    Future<Void> relay(OutboundMessage message);

    /** A record that nobody can process. */
    Future<Void> bury(DeadLetter letter);

    /** An outcome. Nobody waits for it: a loss is counted and logged, and harms no mail. */
    void tell(LifecycleEvent event);
}
