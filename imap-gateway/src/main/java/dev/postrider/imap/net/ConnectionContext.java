package dev.postrider.imap.net;

import dev.postrider.imap.session.SessionRules;
import dev.postrider.servicekit.net.listener.Connection;
import dev.postrider.servicekit.net.listener.Ids;
import dev.postrider.servicekit.net.listener.KeyedLimit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** What the connections of one listener on one event loop share. */
record ConnectionContext(
        SessionRules rules,
        Timeouts timeouts,
        Ports ports,
        KeyedLimit<Long> logins,
        SessionMeters meters,
        Ids ids,
        LongSupplier clock,
        Consumer<Connection> whenEnded) {
    long nowMs() {
        return clock.getAsLong();
    }
}
