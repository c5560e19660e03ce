package dev.postrider.mailbox.port;

import io.vertx.core.Future;

/** Takes a stream's elements one after the other, at the pace of whoever reads them. */
@FunctionalInterface
public interface Outflow<T> {
    /** Completes when the next one may be sent; fails when nobody reads any more. */
    Future<Void> send(T element);
}
