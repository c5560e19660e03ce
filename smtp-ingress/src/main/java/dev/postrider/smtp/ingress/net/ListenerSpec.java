package dev.postrider.smtp.ingress.net;

import dev.postrider.smtp.ingress.session.SessionRules;
import io.vertx.core.net.KeyCertOptions;
import java.time.Duration;
import java.util.Optional;

/**
 * One listener as configured.
 *
 * @param port 0 takes a free one
 * @param eventLoops how many of them share its connections
 * @param identity for TLS; empty: none is offered
 * @param greetingDelay how long a client must keep silent before it is greeted
 */
public record ListenerSpec(
        SessionRules rules,
        String host,
        int port,
        int eventLoops,
        Optional<KeyCertOptions> identity,
        Duration greetingDelay,
        Timeouts timeouts) {}
