package dev.postrider.servicekit.net.listener;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A connection on its way to being served: is it from a proxy, whom is it for, is there room for it, TLS if that comes first. Everything that it was granted comes back
 * when the socket closes. On the connection's event loop.
 */
final class Arrival {
    private final Vertx vertx;
    private final NetSocket socket;
    private final ListenerSpec spec;
    private final Optional<TlsUpgrade> tls;
    private final ConnectionLimits limits;
    private final Host host;
    private final List<Permit> permits = new ArrayList<>(2);
    private Optional<Connection> connection = Optional.empty();
    private boolean refused;
    private boolean closed;

    /** Where it arrives. */
    interface Host {
        /** Makes the connection of a client that is to be served. */
        Connection serve(NetSocket socket, Client client);

        /** The socket is closed. */
        void left(Arrival arrival);
    }

    private Arrival(
            Vertx vertx,
            NetSocket socket,
            ListenerSpec spec,
            Optional<TlsUpgrade> tls,
            ConnectionLimits limits,
            Host host) {
        this.vertx = vertx;
        this.socket = socket;
        this.spec = spec;
        this.tls = tls;
        this.limits = limits;
        this.host = host;
    }

    static Arrival of(
            Vertx vertx,
            NetSocket socket,
            ListenerSpec spec,
            Optional<TlsUpgrade> tls,
            ConnectionLimits limits,
            Host host) {
        Arrival arrival = new Arrival(vertx, socket, spec, tls, limits, host);
        socket.closeHandler(v -> arrival.closed());
        // A reset connection is a closed one: the close handler follows.
        socket.exceptionHandler(ignored -> {});
        HalfClosure.allow(socket);
        socket.handler(arrival::receivedTooEarly);
        return arrival;
    }

    void begin() {
        String peer = withoutZone(socket.remoteAddress().hostAddress());
        Access access = spec.access();
        if (!access.expectsProxyHeader()) {
            if (enter()) {
                identified(peer);
            }
        } else if (!access.isProxy(peer)) {
            cut(Refusal.PROXY_NOT_LISTED);
        } else if (enter()) {
            readHeader(peer);
        }
    }

    /** The listener stops: who is not yet served never will be. */
    void giveUp() {
        if (connection.isEmpty()) {
            refuse(Refusal.SHUTTING_DOWN);
        }
    }

    private boolean enter() {
        return granted(limits.enter(spec));
    }

    private void readHeader(String proxy) {
        long timer = vertx.setTimer(
                Math.max(1, spec.access().proxyHeaderWithin().toMillis()), id -> cut(Refusal.PROXY_HEADER_LATE));
        ProxyHeaderReader.read(socket).onComplete(header -> {
            vertx.cancelTimer(timer);
            if (refused || closed) {
                return;
            }
            if (header.succeeded()) {
                identified(header.result().orElse(proxy));
            } else {
                cut(Refusal.PROXY_HEADER_MALFORMED);
            }
        });
    }

    private void identified(String client) {
        if (!spec.access().allows(client)) {
            refuse(Refusal.NOT_ALLOWED);
        } else if (granted(limits.admit(client))) {
            if (spec.implicitTls()) {
                shakeHands(client);
            } else {
                serve(new Client(client, Optional.empty()));
            }
        }
    }

    private boolean granted(Admission admission) {
        return switch (admission) {
            case Admission.Granted(Permit permit) -> {
                permits.add(permit);
                yield true;
            }
            case Admission.Refused(Refusal why) -> {
                refuse(why);
                yield false;
            }
        };
    }

    private void shakeHands(String client) {
        tls.orElseThrow().upgrade(socket).onComplete(handshake -> {
            if (refused || closed) {
                return;
            }
            if (handshake.succeeded()) {
                serve(new Client(client, Optional.of(handshake.result())));
            } else {
                cut(Refusal.TLS_FAILED);
            }
        });
    }

    private void serve(Client client) {
        Connection served = host.serve(socket, client);
        connection = Optional.of(served);
        socket.handler(buffer -> {
            if (!HalfClosure.isEnd(buffer)) {
                served.received(buffer.getBytes());
            } else if (!served.finished()) {
                drop();
            }
        });
        if (spec.greetingDelay().isZero()) {
            served.greet();
        } else {
            vertx.setTimer(spec.greetingDelay().toMillis(), timer -> {
                if (!served.hasEnded()) {
                    served.greet();
                }
            });
        }
    }

    /** Says why, if that can be said: a handshake only to say no would cost us more than the client. */
    private void refuse(Refusal why) {
        if (spec.implicitTls()) {
            cut(why);
        } else if (!refused) {
            refused = true;
            var _ = socket.end(Buffer.buffer(spec.protocol().refuse(why)));
        }
    }

    private void cut(Refusal why) {
        if (!refused) {
            refused = true;
            var _ = spec.protocol().refuse(why);
            var _ = socket.close();
        }
    }

    /** Nobody is served who has gone before. */
    private void receivedTooEarly(Buffer received) {
        if (HalfClosure.isEnd(received)) {
            drop();
        }
    }

    private void drop() {
        var _ = ((NetSocketInternal) socket).channelHandlerContext().close();
    }

    private void closed() {
        closed = true;
        permits.forEach(Permit::release);
        permits.clear();
        connection.ifPresentOrElse(Connection::disconnected, () -> {
            if (!refused) {
                refused = true;
                var _ = spec.protocol().refuse(Refusal.GONE);
            }
        });
        host.left(this);
    }

    /** {@code fe80::1%eth0}: the zone means nothing to anybody else. */
    private static String withoutZone(String address) {
        int percent = address.indexOf('%');
        return percent < 0 ? address : address.substring(0, percent);
    }
}
