package dev.postrider.servicekit.grpc;

import dev.postrider.servicekit.config.HostPort;
import io.vertx.core.Vertx;
import java.time.Duration;

/** Opens channels to other services. */
public final class ServiceClients {
    private ServiceClients() {}

    /**
     * A channel to every address of {@code target}'s name; never fails, calls do while there is no address.
     *
     * @param deadline of calls on this channel; see {@link ServiceChannel#withDeadline}
     * @param connections HTTP/2 connections to each address
     */
    public static ServiceChannel open(Vertx vertx, HostPort target, Duration deadline, int connections) {
        throw new UnsupportedOperationException("" + vertx + target + deadline + connections);
    }
}
