package dev.postrider.smtp.ingress.net;

import dev.postrider.servicekit.net.listener.Client;
import dev.postrider.servicekit.net.listener.Connection;
import dev.postrider.servicekit.net.listener.Ids;
import dev.postrider.servicekit.net.listener.Protocol;
import dev.postrider.servicekit.net.listener.Refusal;
import dev.postrider.servicekit.net.listener.Wire;
import dev.postrider.smtp.ingress.policy.Reason;
import dev.postrider.smtp.ingress.session.CloseCause;
import dev.postrider.smtp.ingress.session.Encryption;
import dev.postrider.smtp.ingress.session.Peer;
import dev.postrider.smtp.ingress.session.SessionRules;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** SMTP as one listener speaks it. */
public final class SmtpProtocol implements Protocol {
    private static final int UNREAD_OCTETS = 64 * 1024;

    private final SessionRules rules;
    private final Timeouts timeouts;
    private final Ports ports;
    private final BodyMemory bodyMemory;
    private final Overload overload;
    private final ListenerMeters meters;
    private final LongSupplier clock;

    /**
     * For one listener.
     *
     * @param bodyMemory shared by all listeners
     * @param overload shared by all listeners
     */
    public SmtpProtocol(
            SessionRules rules,
            Timeouts timeouts,
            Ports ports,
            BodyMemory bodyMemory,
            Overload overload,
            MeterRegistry registry,
            LongSupplier clock) {
        this.rules = rules;
        this.timeouts = timeouts;
        this.ports = ports;
        this.bodyMemory = bodyMemory;
        this.overload = overload;
        this.meters = new ListenerMeters(registry, rules.listener().name());
        this.clock = clock;
    }

    @Override
    public byte[] refuse(Refusal cause) {
        return switch (cause) {
            case SHUTTING_DOWN -> refuse(cause, Reason.SHUTTING_DOWN, CloseCause.DRAINED);
            case NOT_ALLOWED -> refuse(cause, Reason.NOT_ALLOWED, CloseCause.NOT_ALLOWED);
            case OVER_SHARE -> refuse(cause, Reason.TOO_MANY_CONNECTIONS, CloseCause.OVER_SHARE);
            case TOO_FAST -> refuse(cause, Reason.CONNECTING_TOO_OFTEN, CloseCause.CONNECTING_TOO_OFTEN);
            case PROXY_NOT_LISTED -> cut(cause, CloseCause.PROXY_NOT_LISTED);
            case PROXY_HEADER_MALFORMED -> cut(cause, CloseCause.PROXY_HEADER_MALFORMED);
            case PROXY_HEADER_LATE -> cut(cause, CloseCause.PROXY_HEADER_LATE);
            case TLS_FAILED -> cut(cause, CloseCause.TLS_FAILED);
            case GONE -> cut(cause, CloseCause.DISCONNECTED);
            case TOO_MANY_CONNECTIONS -> refuse(cause, Reason.TOO_MANY_CONNECTIONS, CloseCause.TOO_MANY_CONNECTIONS);
        };
    }

    private byte[] refuse(Refusal why, Reason reason, CloseCause cause) {
        meters.refused(why, cause);
        return reason.reply().encode();
    }

    private byte[] cut(Refusal why, CloseCause cause) {
        meters.refused(why, cause);
        return new byte[0];
    }

    @Override
    public int unreadOctets() {
        return UNREAD_OCTETS;
    }

    @Override
    public Duration longestSilence() {
        return timeouts.idle();
    }

    @Override
    public Opener onEventLoop(Consumer<Connection> whenEnded) {
        ConnectionContext shared = new ConnectionContext(
                rules,
                new Regimes(rules, timeouts, overload),
                overload,
                ports,
                bodyMemory,
                meters,
                Ids.seeded(),
                clock,
                whenEnded);
        return (wire, client) -> open(shared, wire, client);
    }

    private Connection open(ConnectionContext shared, Wire wire, Client client) {
        meters.opened();
        Encryption encryption =
                client.tls().<Encryption>map(SmtpConnection::encryption).orElseGet(Encryption.Plaintext::new);
        return new SmtpConnection(shared, wire, new Peer(shared.ids().sessionId(), client.address()), encryption);
    }
}
