package dev.postrider.delivery.port;

import dev.postrider.contracts.DeliverRequest;
import dev.postrider.contracts.DeliverResponse;
import dev.postrider.servicekit.trace.TraceSpan;
import io.vertx.core.Future;

/** The mailboxes. */
@FunctionalInterface
public interface LocalStore {
    /**
     * Stores each message once per (queue id, account).
     *
     * @param attempt what asks for it
     * @return fails with {@link LocalStoreException}; any other failure counts as {@link LocalStoreException.Kind#UNAVAILABLE}
     */
    Future<DeliverResponse> deliver(DeliverRequest request, TraceSpan attempt);
}
