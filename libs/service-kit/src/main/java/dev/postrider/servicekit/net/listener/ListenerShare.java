package dev.postrider.servicekit.net.listener;

import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One listener's share of connections on one event loop. */
final class ListenerShare implements Deployable, Arrival.Host {
    private static final long TICK_MS = 1000;
    private static final int BACKLOG = 1024;
    private static final int MOST_IDLE_SECONDS = 24 * 3600;
    private static final int IDLE_GRACE_SECONDS = 60;

    private final Vertx vertx;
    private final ListenerSpec spec;
    private final Optional<TlsUpgrade> tls;
    private final int bindPort;
    private final ConnectionLimits limits;
    private final Protocol.Opener opener;
    private final Set<Connection> open = new HashSet<>();
    private final Set<Arrival> arrivals = new HashSet<>();
    private final Promise<Void> drained = Promise.promise();

    private @Nullable NetServer server;
    private @Nullable Context context;
    private boolean draining;

    /** @param bindPort as Vert.x wants it: a negative one is a free port that all with the same number share */
    ListenerShare(Vertx vertx, ListenerSpec spec, Optional<TlsUpgrade> tls, int bindPort, ConnectionLimits limits) {
        this.vertx = vertx;
        this.spec = spec;
        this.tls = tls;
        this.bindPort = bindPort;
        this.limits = limits;
        this.opener = spec.protocol().onEventLoop(this::connectionEnded);
    }

    @Override
    public Future<?> deploy(Context own) {
        this.context = own;
        NetServer bound = vertx.createNetServer(options());
        this.server = bound;
        vertx.setPeriodic(TICK_MS, timer -> List.copyOf(open).forEach(Connection::tick));
        return bound.connectHandler(this::connected).listen(bindPort, spec.host());
    }

    /** The port that was bound. */
    int port() {
        NetServer bound = server;
        return bound == null ? 0 : bound.actualPort();
    }

    /** Takes no more connections and lets each one come to its end. From any thread. */
    Future<Void> drain() {
        Context own = context;
        if (own == null) {
            return Future.succeededFuture();
        }
        own.runOnContext(v -> {
            draining = true;
            List.copyOf(arrivals).forEach(Arrival::giveUp);
            List.copyOf(open).forEach(Connection::drain);
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
        int idleSeconds = (int) Math.min(spec.protocol().longestSilence().toSeconds(), MOST_IDLE_SECONDS);
        return new NetServerOptions()
                .setAcceptBacklog(BACKLOG)
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setReuseAddress(true)
                // Only a backstop: the connection's own timeouts come first, unless a client does not even read the
                // last
                // words.
                .setIdleTimeout(idleSeconds + IDLE_GRACE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
    }

    private void connected(NetSocket socket) {
        Arrival arrival = Arrival.of(vertx, socket, spec, tls, limits, this);
        arrivals.add(arrival);
        if (draining) {
            arrival.giveUp();
        } else {
            arrival.begin();
        }
    }

    @Override
    public Connection serve(NetSocket socket, Client client) {
        socket.setWriteQueueMaxSize(spec.protocol().unreadOctets());
        Connection connection = opener.open(new NetSocketWire(vertx, socket, tls), client);
        open.add(connection);
        return connection;
    }

    @Override
    public void left(Arrival arrival) {
        arrivals.remove(arrival);
    }

    private void connectionEnded(Connection connection) {
        open.remove(connection);
        completeIfDrained();
    }

    private void completeIfDrained() {
        if (draining && open.isEmpty()) {
            drained.tryComplete();
        }
    }
}
