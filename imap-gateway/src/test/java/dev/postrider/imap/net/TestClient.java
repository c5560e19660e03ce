package dev.postrider.imap.net;

import dev.postrider.imap.fake.FakeStore;
import dev.postrider.imap.session.Peer;
import dev.postrider.servicekit.net.listener.Ids;
import dev.postrider.servicekit.net.listener.KeyedLimit;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;

/** A client of a session in memory. Octets are Latin-1. */
public final class TestClient {
    private final MemoryWire wire = new MemoryWire();
    private final ImapConnection connection;

    public TestClient(FakeStore store) {
        this(store, new SimpleMeterRegistry());
    }

    TestClient(FakeStore store, MeterRegistry registry) {
        ConnectionContext context = new ConnectionContext(
                TestRules.RULES,
                TestRules.TIMEOUTS,
                new Ports(store, store, store),
                new KeyedLimit<>(100),
                new SessionMeters(registry),
                Ids.repeatable(1),
                () -> 0,
                ended -> {});
        connection = new ImapConnection(context, wire, new Peer("s", "192.0.2.1", false), true);
        connection.greet();
    }

    public void send(String octets) {
        connection.received(octets.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The next line. Throws {@link AssertionError} if there is none. */
    public String expectLine() {
        return new String(
                wire.said.next().orElseThrow(() -> new AssertionError("the server says nothing")),
                StandardCharsets.ISO_8859_1);
    }

    /** All that was said, and not read. */
    public String rest() {
        return new String(wire.said.rest(), StandardCharsets.ISO_8859_1);
    }

    public boolean isClosed() {
        return wire.closed;
    }
}
