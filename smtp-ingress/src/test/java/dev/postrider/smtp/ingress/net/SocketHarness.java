package dev.postrider.smtp.ingress.net;

import dev.postrider.servicekit.net.listener.Access;
import dev.postrider.servicekit.net.listener.ConnectionLimits;
import dev.postrider.servicekit.net.listener.ListenerSpec;
import dev.postrider.servicekit.net.listener.ListenerTls;
import dev.postrider.servicekit.net.listener.Listeners;
import dev.postrider.testkit.dialogue.DialogueFile;
import dev.postrider.testkit.dialogue.DialogueHarness;
import dev.postrider.testkit.dialogue.DialoguePeer;
import dev.postrider.testkit.dialogue.DialogueStep;
import dev.postrider.testkit.dialogue.SocketPeer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A dialogue over a socket, with TLS, against the listener that the service runs; only what is behind it is faked. */
final class SocketHarness implements DialogueHarness {
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final World world;
    private final Listeners listeners;
    private final TreeMap<Integer, SocketPeer> peers = new TreeMap<>();

    SocketHarness(DialogueFile file, Vertx vertx, KeyCertOptions identity) {
        this.world = new World(file);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        this.listeners = await(Listeners.start(
                vertx,
                List.of(spec(world, 1, Optional.of(ListenerTls.of(identity, false)), Duration.ofMillis(1), meters)),
                new ConnectionLimits(100, 100, List.of())));
    }

    /** A listener on a free port of this machine. */
    static ListenerSpec spec(
            World world, int eventLoops, Optional<ListenerTls> tls, Duration greetingDelay, MeterRegistry meters) {
        return new ListenerSpec(
                world.rules.listener().name(),
                "127.0.0.1",
                0,
                eventLoops,
                tls,
                Access.OPEN,
                greetingDelay,
                new SmtpProtocol(
                        world.rules,
                        world.timeouts,
                        world.ports(),
                        world.bodyMemory,
                        world.overload,
                        meters,
                        world.clock::millis));
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("did not complete", e);
        }
    }

    @Override
    public DialoguePeer connect(int connection) {
        try {
            SocketPeer peer = SocketPeer.connect(
                    "127.0.0.1", listeners.port(world.rules.listener().name()), ANSWER);
            peers.put(connection, peer);
            return peer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void directive(DialogueStep.Directive directive) {
        if (world.directive(directive)) {
            return;
        }
        SocketPeer peer = Objects.requireNonNull(peers.get(directive.connection()));
        switch (directive.name()) {
            case "tls" -> peer.startTls();
            case "finish" -> peer.finish();
            // What comes of it is seen by the client.
            case "drain" -> {
                var _ = listeners.drain(ANSWER.toMillis());
            }
            case "send-message" -> peer.send(World.message(Integer.parseInt(directive.arguments())));
            case "clock" -> world.clock.advance(World.duration(directive.arguments()));
            default -> throw new AssertionError("unknown directive @" + directive.name());
        }
    }

    @Override
    public void close() {
        peers.values().forEach(SocketPeer::close);
        await(listeners.drain(ANSWER.toMillis()));
        world.assertNothingLeft();
    }
}
