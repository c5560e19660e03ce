package dev.postrider.smtp.ingress.net;

import dev.postrider.servicekit.net.listener.Ids;
import dev.postrider.smtp.ingress.session.Encryption;
import dev.postrider.smtp.ingress.session.Peer;
import dev.postrider.testkit.dialogue.DialogueFile;
import dev.postrider.testkit.dialogue.DialogueHarness;
import dev.postrider.testkit.dialogue.DialoguePeer;
import dev.postrider.testkit.dialogue.DialogueStep;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** A dialogue with the session and all that drives it, without a socket: everything happens at once, in the test's thread. */
final class SessionHarness implements DialogueHarness {
    private final World world;
    private final ConnectionContext context;
    private final TreeMap<Integer, Peered> peers = new TreeMap<>();

    SessionHarness(DialogueFile file) {
        this.world = new World(file);
        this.context = new ConnectionContext(
                world.rules,
                new Regimes(world.rules, world.timeouts, world.overload),
                world.overload,
                world.ports(),
                world.bodyMemory,
                new ListenerMeters(
                        new SimpleMeterRegistry(), world.rules.listener().name()),
                Ids.repeatable(1),
                world.clock::millis,
                ended -> {});
    }

    @Override
    public DialoguePeer connect(int connection) {
        Peered peer = new Peered();
        peers.put(connection, peer);
        peer.connection.greet();
        return peer;
    }

    @Override
    public void directive(DialogueStep.Directive directive) {
        if (world.directive(directive)) {
            return;
        }
        Peered peer = Objects.requireNonNull(peers.get(directive.connection()));
        switch (directive.name()) {
            case "tls" -> peer.wire.handshake();
            case "finish" -> peer.wire.finish();
            case "drain" -> peers.values().forEach(each -> each.connection.drain());
            case "send-message" -> peer.send(World.message(Integer.parseInt(directive.arguments())));
            case "clock" -> {
                world.clock.advance(World.duration(directive.arguments()));
                peers.values().forEach(each -> each.connection.tick());
            }
            default -> throw new AssertionError("unknown directive @" + directive.name());
        }
    }

    @Override
    public void close() {
        peers.values().forEach(Peered::close);
        world.assertNothingLeft();
    }

    private final class Peered implements DialoguePeer {
        private final MemoryWire wire = new MemoryWire();
        private final SmtpConnection connection =
                new SmtpConnection(context, wire, new Peer("session", "192.0.2.7"), new Encryption.Plaintext());

        private Peered() {
            wire.reader(connection);
        }

        @Override
        public void send(byte[] chunk) {
            wire.receive(chunk);
        }

        @Override
        public Optional<byte[]> readLine() {
            return wire.said.next();
        }

        @Override
        public boolean closed() {
            return wire.isClosed();
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
