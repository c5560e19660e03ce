package dev.postrider.smtp.ingress.net;

import dev.postrider.servicekit.net.TlsUpgrade;
import dev.postrider.servicekit.net.listener.ConnectionLimits;
import dev.postrider.servicekit.net.listener.NetSocketWire;
import dev.postrider.servicekit.net.listener.Permit;
import dev.postrider.smtp.ingress.policy.Reason;
import dev.postrider.smtp.ingress.session.CloseCause;
import dev.postrider.smtp.ingress.session.Encryption;
import dev.postrider.smtp.ingress.session.Peer;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One listener's share of connections on one event loop. */
final class SmtpListener implements Deployable {
    private static final long TICK_MS = 1000;
    private static final int BACKLOG = 1024;
    /** Replies that a client has not read, in octets, before it gets to say no more. */
    private static final int UNREAD_OCTETS = 64 * 1024;

    private static final int MOST_SECONDS = 24 * 3600;

    private final Vertx vertx;
    private final ListenerSpec spec;
    private final int bindPort;
    private final Ports ports;
    private final BodyMemory bodyMemory;
    private final ListenerMeters meters;
    private final ConnectionLimits limits;
    private final LongSupplier clock;
    private final Set<SmtpConnection> open = new HashSet<>();
    private final Promise<Void> drained = Promise.promise();

    private final Optional<TlsUpgrade> tls;

    private @Nullable NetServer server;
    private @Nullable Context context;
    private @Nullable ConnectionContext shared;
    private boolean draining;

    /** @param bindPort as Vert.x wants it: a negative one is a free port that all with the same number share */
    SmtpListener(
            Vertx vertx,
            ListenerSpec spec,
            Optional<TlsUpgrade> tls,
            int bindPort,
            Ports ports,
            BodyMemory bodyMemory,
            ListenerMeters meters,
            ConnectionLimits limits,
            LongSupplier clock) {
        this.vertx = vertx;
        this.spec = spec;
        this.bindPort = bindPort;
        this.ports = ports;
        this.bodyMemory = bodyMemory;
        this.meters = meters;
        this.limits = limits;
        this.clock = clock;
        this.tls = tls;
    }

    @Override
    public Future<?> deploy(Context own) {
        this.context = own;
        this.shared = new ConnectionContext(
                spec.rules(), spec.timeouts(), ports, bodyMemory, meters, Ids.seeded(), clock, this::sessionEnded);
        NetServer bound = vertx.createNetServer(options());
        this.server = bound;
        vertx.setPeriodic(TICK_MS, timer -> List.copyOf(open).forEach(SmtpConnection::tick));
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
            List.copyOf(open).forEach(SmtpConnection::drain);
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
                .setReuseAddress(true)
                // Only a backstop: the session's own timeouts come first, unless a client does not even read the last
                // reply.
                .setIdleTimeout((int) Math.min(spec.timeouts().idle().toSeconds(), MOST_SECONDS) + 60)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        return options;
    }

    private void connected(NetSocket socket) {
        String address = socket.remoteAddress().hostAddress();
        meters.connected();
        if (draining) {
            refuse(socket, Reason.SHUTTING_DOWN, CloseCause.DRAINED);
            return;
        }
        Optional<Permit> permit = limits.acquire(address);
        if (permit.isEmpty()) {
            refuse(socket, Reason.TOO_MANY_CONNECTIONS, CloseCause.TOO_MANY_CONNECTIONS);
            return;
        }
        begin(socket, address, permit.get());
    }

    private void refuse(NetSocket socket, Reason reason, CloseCause cause) {
        meters.ended(cause);
        var _ = socket.end(Buffer.buffer(reason.reply().encode()));
    }

    private void begin(NetSocket socket, String address, Permit permit) {
        ConnectionContext own = shared;
        if (own == null) {
            permit.release();
            socket.close();
            return;
        }
        socket.setWriteQueueMaxSize(UNREAD_OCTETS);
        Peer peer = new Peer(own.ids().sessionId(), withoutZone(address));
        SmtpConnection connection =
                new SmtpConnection(own, new NetSocketWire(vertx, socket, tls), peer, new Encryption.Plaintext());
        open.add(connection);
        meters.opened();
        socket.handler(buffer -> connection.received(buffer.getBytes()));
        // A reset connection is a closed one: the close handler follows.
        socket.exceptionHandler(ignored -> {});
        socket.closeHandler(v -> {
            permit.release();
            connection.disconnected();
        });
        if (spec.greetingDelay().isZero()) {
            connection.greet();
        } else {
            vertx.setTimer(spec.greetingDelay().toMillis(), timer -> {
                if (!connection.hasEnded()) {
                    connection.greet();
                }
            });
        }
    }

    private void sessionEnded(SmtpConnection connection) {
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
