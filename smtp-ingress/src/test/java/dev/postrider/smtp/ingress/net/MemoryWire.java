package dev.postrider.smtp.ingress.net;

import dev.postrider.servicekit.net.listener.TlsSession;
import dev.postrider.servicekit.net.listener.Wire;
import dev.postrider.testkit.dialogue.LineBuffer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Optional;

/** A connection without a socket. What comes while the server does not read waits, as in a socket's buffer. */
final class MemoryWire implements Wire {
    final LineBuffer said = new LineBuffer();
    private final ArrayDeque<byte[]> unread = new ArrayDeque<>();
    private Optional<SmtpConnection> reader = Optional.empty();
    private Optional<Promise<TlsSession>> handshake = Optional.empty();
    private boolean paused;
    private boolean finished;
    private boolean closed;

    void reader(SmtpConnection connection) {
        reader = Optional.of(connection);
    }

    boolean isClosed() {
        return closed;
    }

    /** The client sends. */
    void receive(byte[] octets) {
        unread.add(octets);
        deliver();
    }

    /** The client does its part of the handshake. */
    void handshake() {
        Promise<TlsSession> promise =
                handshake.orElseThrow(() -> new AssertionError("the server has not agreed to TLS"));
        handshake = Optional.empty();
        promise.complete(
                new TlsSession("TLSv1.3", "TLS_AES_256_GCM_SHA384", Optional.empty(), Optional.of(new byte[32])));
    }

    /** The client sends nothing more. */
    void finish() {
        finished = true;
        deliver();
    }

    private void deliver() {
        while (!paused && !closed && !unread.isEmpty()) {
            byte[] next = unread.poll();
            reader.orElseThrow().received(next);
        }
        if (finished && !paused && !closed) {
            finished = false;
            if (!reader.orElseThrow().finished()) {
                closed = true;
                reader.orElseThrow().disconnected();
            }
        }
    }

    @Override
    public void send(byte[] octets) {
        if (!closed) {
            said.append(octets);
        }
    }

    @Override
    public boolean isFull() {
        return false;
    }

    @Override
    public void whenDrained(Runnable action) {
        action.run();
    }

    @Override
    public void later(Runnable action) {
        action.run();
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
        deliver();
    }

    @Override
    public Future<TlsSession> upgradeToTls(byte[] lastPlaintext) {
        send(lastPlaintext);
        Promise<TlsSession> promise = Promise.promise();
        handshake = Optional.of(promise);
        return promise.future();
    }

    @Override
    public void close(Ending ending) {
        closed = true;
    }

    @Override
    public void drop() {
        closed = true;
    }
}
