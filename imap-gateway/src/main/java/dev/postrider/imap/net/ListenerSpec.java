package dev.postrider.imap.net;

import dev.postrider.imap.session.SessionRules;
import io.vertx.core.net.KeyCertOptions;
import java.util.Optional;

/**
 * One listener.
 *
 * @param port 0 takes a free one
 * @param implicitTls whether TLS begins with the connection
 * @param plaintextOnLoopback whether clients of this machine may log in without TLS
 * @param identity needed by TLS of either kind
 */
public record ListenerSpec(
        String name,
        SessionRules rules,
        String host,
        int port,
        int eventLoops,
        boolean implicitTls,
        boolean plaintextOnLoopback,
        Optional<KeyCertOptions> identity,
        Timeouts timeouts) {}
