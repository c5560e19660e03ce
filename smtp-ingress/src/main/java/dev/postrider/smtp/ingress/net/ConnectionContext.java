package dev.postrider.smtp.ingress.net;

import dev.postrider.servicekit.net.listener.Connection;
import dev.postrider.servicekit.net.listener.Ids;
import dev.postrider.smtp.ingress.session.SessionRules;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** What the connections of one listener on one event loop share. */
record ConnectionContext(
        SessionRules rules,
        Regimes regimes,
        Overload overload,
        Ports ports,
        BodyMemory bodyMemory,
        ListenerMeters meters,
        Ids ids,
        LongSupplier clock,
        Consumer<Connection> whenEnded) {
    long nowMs() {
        return clock.getAsLong();
    }

    MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
