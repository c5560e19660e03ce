package dev.postrider.servicekit.net.listener;

import io.vertx.core.net.KeyCertOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One listener as configured.
 *
 * @param port 0 takes a free one
 * @param eventLoops how many of them share its connections
 * @param identity for TLS of either kind; empty: none is offered
 * @param implicitTls whether TLS begins with the connection
 * @param allowedFrom who may connect; empty: anybody
 * @param greetingDelay how long a client must keep silent before it is greeted
 */
public record ListenerSpec(
        String name,
        String host,
        int port,
        int eventLoops,
        Optional<KeyCertOptions> identity,
        boolean implicitTls,
        List<Cidr> allowedFrom,
        Duration greetingDelay,
        Protocol protocol) {
    public ListenerSpec {
        if (implicitTls && identity.isEmpty()) {
            throw new IllegalArgumentException("listener " + name + " cannot begin with TLS without a certificate");
        }
    }
}
