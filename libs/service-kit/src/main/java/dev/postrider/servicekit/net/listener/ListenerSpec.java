package dev.postrider.servicekit.net.listener;

import java.time.Duration;
import java.util.Optional;

/**
 * One listener as configured.
 *
 * @param port 0 takes a free one
 * @param eventLoops how many of them share its connections
 * @param tls empty: none is offered
 * @param greetingDelay how long a client must keep silent before it is greeted
 */
public record ListenerSpec(
        String name,
        String host,
        int port,
        int eventLoops,
        Optional<ListenerTls> tls,
        Access access,
        Duration greetingDelay,
        Protocol protocol) {
    boolean implicitTls() {
        return tls.map(ListenerTls::implicit).orElse(false);
    }
}
