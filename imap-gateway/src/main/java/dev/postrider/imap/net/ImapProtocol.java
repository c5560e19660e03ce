package dev.postrider.imap.net;

import dev.postrider.imap.session.CloseCause;
import dev.postrider.imap.session.Peer;
import dev.postrider.imap.session.SessionRules;
import dev.postrider.servicekit.net.listener.Client;
import dev.postrider.servicekit.net.listener.Connection;
import dev.postrider.servicekit.net.listener.Ids;
import dev.postrider.servicekit.net.listener.KeyedLimit;
import dev.postrider.servicekit.net.listener.Protocol;
import dev.postrider.servicekit.net.listener.Refusal;
import dev.postrider.servicekit.net.listener.Wire;
import io.micrometer.core.instrument.Counter;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** IMAP as one listener speaks it. */
public final class ImapProtocol implements Protocol {
    private static final int UNREAD_OCTETS = 256 * 1024;

    private final SessionRules rules;
    private final Timeouts timeouts;
    private final boolean plaintextOnLoopback;
    private final Ports ports;
    private final KeyedLimit<Long> logins;
    private final SessionMeters meters;
    private final Counter served;
    private final Map<Refusal, Counter> unserved = new EnumMap<>(Refusal.class);
    private final LongSupplier clock;

    /**
     * Speaks for one listener.
     *
     * @param listener its name
     * @param plaintextOnLoopback whether clients of this machine may log in without TLS
     * @param logins sessions of each account, shared by all listeners
     */
    public ImapProtocol(
            String listener,
            SessionRules rules,
            Timeouts timeouts,
            boolean plaintextOnLoopback,
            Ports ports,
            KeyedLimit<Long> logins,
            SessionMeters meters,
            LongSupplier clock) {
        this.rules = rules;
        this.timeouts = timeouts;
        this.plaintextOnLoopback = plaintextOnLoopback;
        this.ports = ports;
        this.logins = logins;
        this.meters = meters;
        this.served = meters.connections(listener, "served");
        for (Refusal why : Refusal.values()) {
            unserved.put(why, meters.connections(listener, why.name().toLowerCase(Locale.ROOT)));
        }
        this.clock = clock;
    }

    @Override
    public byte[] refuse(Refusal cause) {
        Objects.requireNonNull(unserved.get(cause)).increment();
        return switch (cause) {
            case SHUTTING_DOWN -> refuse("* BYE Server is shutting down\r\n", CloseCause.DRAINED);
            case NOT_ALLOWED -> refuse("* BYE Access denied\r\n", CloseCause.NOT_ALLOWED);
            case TOO_MANY_CONNECTIONS, OVER_SHARE, TOO_FAST ->
                refuse("* BYE [LIMIT] Too many connections\r\n", CloseCause.TOO_MANY_CONNECTIONS);
            case PROXY_NOT_LISTED, PROXY_HEADER_MALFORMED, PROXY_HEADER_LATE ->
                refuse("", CloseCause.PROXY_HEADER_MISSING);
            case TLS_FAILED -> refuse("", CloseCause.TLS_FAILED);
            case GONE -> refuse("", CloseCause.DISCONNECTED);
        };
    }

    private byte[] refuse(String words, CloseCause cause) {
        meters.ended(cause);
        return words.getBytes(StandardCharsets.US_ASCII);
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
        ConnectionContext shared =
                new ConnectionContext(rules, timeouts, ports, logins, meters, Ids.seeded(), clock, whenEnded);
        return (wire, client) -> open(shared, wire, client);
    }

    private Connection open(ConnectionContext shared, Wire wire, Client client) {
        served.increment();
        boolean trusted =
                plaintextOnLoopback && InetAddress.ofLiteral(client.address()).isLoopbackAddress();
        Peer peer = new Peer(shared.ids().sessionId(), client.address(), trusted);
        return new ImapConnection(shared, wire, peer, client.tls().isPresent());
    }
}
