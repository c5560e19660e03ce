package dev.postrider.imap.fake;

import dev.postrider.imap.port.AppendSink;
import dev.postrider.imap.port.AppendSpec;
import dev.postrider.imap.port.AppendedMessage;
import dev.postrider.imap.port.BackendException;
import dev.postrider.imap.port.FaultKind;
import io.vertx.core.Future;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** Collects one message. */
final class FakeAppend implements AppendSink {
    private final AppendSpec spec;
    private final Function<String, Future<AppendedMessage>> store;
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

    FakeAppend(AppendSpec spec, Function<String, Future<AppendedMessage>> store) {
        this.spec = spec;
        this.store = store;
    }

    @Override
    public void write(byte[] in, int from, int to) {
        octets.write(in, from, to - from);
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
    public Future<AppendedMessage> finish() {
        return octets.size() == spec.octets()
                ? store.apply(octets.toString(StandardCharsets.ISO_8859_1))
                : Future.failedFuture(new BackendException(FaultKind.BROKEN, "not as many octets as announced"));
    }

    @Override
    public void abort() {
        octets.reset();
    }
}
