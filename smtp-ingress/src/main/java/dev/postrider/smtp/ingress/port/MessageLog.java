package dev.postrider.smtp.ingress.port;

import dev.postrider.servicekit.trace.TraceSpan;
import dev.postrider.smtp.ingress.session.Mail;
import io.vertx.core.Future;

/** Where accepted messages go. */
@FunctionalInterface
public interface MessageLog {
    /**
     * Makes a message durable.
     *
     * @param body durable already, if it lies in the blob store
     * @param accept the trace of its acceptance, which those that deliver it are told of
     * @return succeeds when, and only when, the message is durable
     */
    Future<Void> append(Mail mail, StoredBody body, TraceSpan accept);
}
