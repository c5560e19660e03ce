package dev.postrider.imap.net;

import dev.postrider.servicekit.net.listener.TlsSession;
import dev.postrider.servicekit.net.listener.Wire;
import dev.postrider.testkit.dialogue.LineBuffer;
import io.vertx.core.Future;
import java.util.Optional;

/** A client's end in memory. */
final class MemoryWire implements Wire {
    final LineBuffer said = new LineBuffer();
    boolean closed;

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
    public void pause() {}

    @Override
    public void resume() {}

    @Override
    public Future<TlsSession> upgradeToTls(byte[] lastPlaintext) {
        send(lastPlaintext);
        return Future.succeededFuture(
                new TlsSession("TLSv1.3", "TLS_AES_256_GCM_SHA384", Optional.empty(), Optional.empty()));
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
