package dev.postrider.imap.net;

import dev.postrider.imap.fake.FakeStore;
import dev.postrider.imap.session.Peer;
import dev.postrider.servicekit.net.listener.Ids;
import dev.postrider.servicekit.net.listener.KeyedLimit;
import dev.postrider.testkit.dialogue.DialogueFile;
import dev.postrider.testkit.dialogue.DialogueHarness;
import dev.postrider.testkit.dialogue.DialoguePeer;
import dev.postrider.testkit.dialogue.DialogueStep;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Connections without sockets. A dialogue of STARTTLS begins in clear, every other one as if within TLS. */
final class MemoryHarness implements DialogueHarness {
    private final FakeStore store = new FakeStore();
    private final StoreDirectives directives = new StoreDirectives(store);
    private final boolean encrypted;
    private final List<ImapConnection> connections = new ArrayList<>();
    private final ConnectionContext context;
    private long nowMs = 1_000_000;

    MemoryHarness(DialogueFile file) {
        this.encrypted = !file.name().startsWith("starttls");
        this.context = new ConnectionContext(
                TestRules.RULES,
                TestRules.TIMEOUTS,
                new Ports(store, store, store),
                new KeyedLimit<>(3),
                new SessionMeters(new SimpleMeterRegistry()),
                Ids.repeatable(1),
                () -> nowMs,
                ended -> {});
    }

    @Override
    public DialoguePeer connect(int number) {
        MemoryWire wire = new MemoryWire();
        ImapConnection connection =
                new ImapConnection(context, wire, new Peer("s" + number, "192.0.2.1", false), encrypted);
        connections.add(connection);
        connection.greet();
        return new MemoryPeer(connection, wire);
    }

    @Override
    public void directive(DialogueStep.Directive directive) {
        switch (directive.name()) {
            case "tls" -> {}
            case "drain" -> List.copyOf(connections).forEach(ImapConnection::drain);
            case "clock" -> {
                nowMs += Duration.parse("PT" + directive.arguments().substring(1))
                        .toMillis();
                List.copyOf(connections).forEach(ImapConnection::tick);
            }
            default -> directives.perform(directive);
        }
    }

    @Override
    public void close() {}

    private record MemoryPeer(ImapConnection connection, MemoryWire wire) implements DialoguePeer {
        @Override
        public void send(byte[] chunk) {
            connection.received(chunk);
        }

        @Override
        public Optional<byte[]> readLine() {
            return wire.said
                    .next()
                    .or(() -> wire.closed && !wire.said.isEmpty() ? Optional.of(wire.said.rest()) : Optional.empty());
        }

        @Override
        public boolean closed() {
            return wire.closed;
        }

        @Override
        public boolean silent() {
            return wire.said.isEmpty();
        }

        @Override
        public void close() {
            connection.disconnected();
        }
    }
}
