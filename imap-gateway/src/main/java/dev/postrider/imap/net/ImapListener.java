package dev.postrider.imap.net;

import dev.postrider.imap.session.CloseCause;
import dev.postrider.imap.session.Peer;
import dev.postrider.servicekit.net.TlsUpgrade;
import dev.postrider.servicekit.net.listener.ConnectionLimits;
import dev.postrider.servicekit.net.listener.KeyedLimit;
import dev.postrider.servicekit.net.listener.NetSocketWire;
import dev.postrider.servicekit.net.listener.Permit;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One listener's share of connections on one event loop. */
final class ImapListener implements Deployable {
    private static final long TICK_MS = 1000;
    private static final int BACKLOG = 1024;
    /** What a client has not read, in octets, before nothing more is caused. */
    private static final int UNREAD_OCTETS = 256 * 1024;

    private static final int HANDSHAKE_SECONDS = 30;
    private static final Set<String> TLS_PROTOCOLS = new LinkedHashSet<>(List.of("TLSv1.3", "TLSv1.2"));

    private final Vertx vertx;
    private final ListenerSpec spec;
    private final Optional<TlsUpgrade> tls;
    private final int bindPort;
    private final Ports ports;
    private final SessionMeters meters;
    private final Counter taken;
    private final ConnectionLimits limits;
    private final KeyedLimit<Long> logins;
    private final LongSupplier clock;
    private final Set<ImapConnection> open = new HashSet<>();
    private final Promise<Void> drained = Promise.promise();

    private @Nullable NetServer server;
    private @Nullable Context context;
    private @Nullable ConnectionContext shared;
    private boolean draining;

    /** @param bindPort as Vert.x wants it: a negative one is a free port that all with the same number share */
    ImapListener(
            Vertx vertx,
            ListenerSpec spec,
            Optional<TlsUpgrade> tls,
            int bindPort,
            Ports ports,
            SessionMeters meters,
            ConnectionLimits limits,
            KeyedLimit<Long> logins,
            LongSupplier clock) {
        this.vertx = vertx;
        this.spec = spec;
        this.tls = tls;
        this.bindPort = bindPort;
        this.ports = ports;
        this.meters = meters;
        this.taken = meters.connections(spec.name());
        this.limits = limits;
        this.logins = logins;
        this.clock = clock;
    }

    @Override
    public Future<?> deploy(Context own) {
        this.context = own;
        this.shared = new ConnectionContext(
                spec.rules(), spec.timeouts(), ports, logins, meters, Ids.seeded(), clock, this::sessionEnded);
        NetServer bound = vertx.createNetServer(options());
        this.server = bound;
        vertx.setPeriodic(TICK_MS, timer -> List.copyOf(open).forEach(ImapConnection::tick));
        return bound.connectHandler(this::connected).listen(bindPort, spec.host());
    }

    /** The port that was bound. */
    int port() {
        NetServer bound = server;
        return bound == null ? 0 : bound.actualPort();
    }

    /** Takes no more connections and lets each session come to its end. From any thread. */
    Future<Void> drain() {
        Context own = context;
        if (own == null) {
            return Future.succeededFuture();
        }
        own.runOnContext(v -> {
            draining = true;
            List.copyOf(open).forEach(ImapConnection::drain);
            completeIfDrained();
        });
        return drained.future();
    }

    /** Closes whatever is left. */
    Future<Void> close() {
        NetServer bound = server;
        return bound == null ? Future.succeededFuture() : bound.close();
    }

    private NetServerOptions options() {
        NetServerOptions options = new NetServerOptions()
                .setAcceptBacklog(BACKLOG)
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setReuseAddress(true)
                // Only a backstop: the session's own timeouts come first, unless a client does not read at all.
                .setIdleTimeout((int) spec.timeouts().idle().toSeconds() + 60)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setSslHandshakeTimeout(HANDSHAKE_SECONDS)
                .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS);
        if (spec.implicitTls()) {
            spec.identity()
                    .ifPresent(identity -> options.setKeyCertOptions(identity)
                            .setEnabledSecureTransportProtocols(TLS_PROTOCOLS)
                            .setSsl(true));
        }
        return options;
    }

    private void connected(NetSocket socket) {
        String address = withoutZone(socket.remoteAddress().hostAddress());
        taken.increment();
        if (draining) {
            refuse(socket, "* BYE Server is shutting down\r\n", CloseCause.DRAINED);
            return;
        }
        Optional<Permit> permit = limits.acquire(address);
        ConnectionContext own = shared;
        if (permit.isEmpty() || own == null) {
            refuse(socket, "* BYE [LIMIT] Too many connections\r\n", CloseCause.TOO_MANY_CONNECTIONS);
            return;
        }
        begin(socket, address, permit.get(), own);
    }

    private void refuse(NetSocket socket, String words, CloseCause cause) {
        meters.ended(cause);
        var _ = socket.end(Buffer.buffer(words));
    }

    private void begin(NetSocket socket, String address, Permit permit, ConnectionContext own) {
        socket.setWriteQueueMaxSize(UNREAD_OCTETS);
        Peer peer = new Peer(
                own.ids().sessionId(),
                address,
                spec.plaintextOnLoopback() && InetAddress.ofLiteral(address).isLoopbackAddress());
        ImapConnection connection =
                new ImapConnection(own, new NetSocketWire(vertx, socket, tls), peer, spec.implicitTls());
        open.add(connection);
        socket.handler(buffer -> connection.received(buffer.getBytes()));
        // A reset connection is a closed one: the close handler follows.
        socket.exceptionHandler(ignored -> {});
        socket.closeHandler(v -> {
            permit.release();
            connection.disconnected();
        });
        connection.greet();
    }

    private void sessionEnded(ImapConnection connection) {
        open.remove(connection);
        completeIfDrained();
    }

    private void completeIfDrained() {
        if (draining && open.isEmpty()) {
            drained.tryComplete();
        }
    }

    /** {@code fe80::1%eth0}: the zone means nothing to anybody else. */
    private static String withoutZone(String address) {
        int percent = address.indexOf('%');
        return percent < 0 ? address : address.substring(0, percent);
    }
}
