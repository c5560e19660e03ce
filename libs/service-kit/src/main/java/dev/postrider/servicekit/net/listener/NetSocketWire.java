package dev.postrider.servicekit.net.listener;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.util.Optional;

/** A {@link Wire} on a Vert.x socket. */
final class NetSocketWire implements Wire {
    /** How long a client that may be sending is listened to, without looking, before the connection closes. */
    private static final long LINGER_MS = 250;
    /** How long a client may take to read our last words. */
    private static final long UNREAD_MS = 10_000;

    private final Vertx vertx;
    private final NetSocket socket;
    private final Optional<TlsUpgrade> tls;

    /** @param tls for STARTTLS, if it is offered */
    NetSocketWire(Vertx vertx, NetSocket socket, Optional<TlsUpgrade> tls) {
        this.vertx = vertx;
        this.socket = socket;
        this.tls = tls;
    }

    @Override
    public void send(byte[] octets) {
        // A failure to write is a connection that is gone, which the close handler tells.
        var _ = socket.write(Buffer.buffer(octets));
    }

    @Override
    public boolean isFull() {
        return socket.writeQueueFull();
    }

    @Override
    public void whenDrained(Runnable action) {
        socket.drainHandler(v -> {
            socket.drainHandler(null);
            action.run();
        });
    }

    @Override
    public void later(Runnable action) {
        vertx.runOnContext(v -> action.run());
    }

    @Override
    public void pause() {
        socket.pause();
    }

    @Override
    public void resume() {
        socket.resume();
    }

    @Override
    public Future<TlsSession> upgradeToTls(byte[] lastPlaintext) {
        send(lastPlaintext);
        return tls.map(upgrade -> upgrade.upgrade(socket)).orElseGet(() -> Future.failedFuture("no certificate"));
    }

    @Override
    public void close(Ending ending) {
        switch (ending) {
            case CLIENT_IS_DONE -> {
                Future<Void> end = socket.end();
                if (!end.isComplete()) {
                    // Some of it waits for the client to read, which it may never do.
                    long timer = vertx.setTimer(UNREAD_MS, id -> drop());
                    end.onComplete(done -> vertx.cancelTimer(timer));
                }
            }
            case CLIENT_MAY_BE_SENDING -> {
                socket.handler(buffer -> {
                    if (HalfClosure.isEnd(buffer)) {
                        drop();
                    }
                });
                socket.resume();
                vertx.setTimer(LINGER_MS, timer -> drop());
            }
        }
    }

    @Override
    public void drop() {
        // Neither the socket's close nor the channel's: Vert.x puts both behind all that was sent before, and a client
        // that does not
        // read would never be got rid of. From the place of Vert.x's own handler the channel is closed at once.
        var _ = ((NetSocketInternal) socket).channelHandlerContext().close();
    }
}
