package dev.postrider.delivery.port;

import dev.postrider.contracts.Resolution;
import io.vertx.core.Future;

/** Where mail for an address goes: asked only for senders to whom we report. */
@FunctionalInterface
public interface SenderDirectory {
    Future<Resolution> resolve(String address);
}
