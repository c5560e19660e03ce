package dev.postrider.imap.net;

import dev.postrider.imap.fake.FakeStore;
import dev.postrider.imap.port.ChangeFeed;
import dev.postrider.imap.port.Logins;
import dev.postrider.imap.port.Mailboxes;
import dev.postrider.servicekit.net.SelfSigned;
import dev.postrider.servicekit.net.TlsIdentity;
import dev.postrider.servicekit.net.listener.Access;
import dev.postrider.servicekit.net.listener.ConnectionLimits;
import dev.postrider.servicekit.net.listener.KeyedLimit;
import dev.postrider.servicekit.net.listener.ListenerSpec;
import dev.postrider.servicekit.net.listener.ListenerTls;
import dev.postrider.servicekit.net.listener.Listeners;
import dev.postrider.testkit.TestVertx;
import dev.postrider.testkit.dialogue.DialogueFile;
import dev.postrider.testkit.dialogue.DialogueHarness;
import dev.postrider.testkit.dialogue.DialoguePeer;
import dev.postrider.testkit.dialogue.DialogueStep;
import dev.postrider.testkit.dialogue.SocketPeer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Real listeners on free ports, over a store in memory that each harness replaces by its own. */
final class SocketServer {
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final Vertx vertx = TestVertx.start();
    private volatile FakeStore store = new FakeStore();
    private @Nullable Listeners listeners;

    void start(Path directory) throws Exception {
        SelfSigned.PemFiles pem = SelfSigned.ensure(directory, List.of("localhost"), Instant.now());
        TlsIdentity identity = await(TlsIdentity.load(vertx, pem.certificate(), pem.key()));
        Ports ports = new Ports(
                FreshStore.proxy(Mailboxes.class, () -> store),
                FreshStore.proxy(Logins.class, () -> store),
                FreshStore.proxy(ChangeFeed.class, () -> store));
        SessionMeters meters = new SessionMeters(new SimpleMeterRegistry());
        KeyedLimit<Long> logins = new KeyedLimit<>(3);
        Function<String, ImapProtocol> protocol = name -> new ImapProtocol(
                name, TestRules.RULES, TestRules.TIMEOUTS, false, ports, logins, meters, System::currentTimeMillis);
        listeners = await(Listeners.start(
                vertx,
                List.of(
                        spec("imap", false, identity, protocol.apply("imap")),
                        spec("imaps", true, identity, protocol.apply("imaps"))),
                new ConnectionLimits(1000, 1000, List.of())));
    }

    private static ListenerSpec spec(String name, boolean implicitTls, TlsIdentity identity, ImapProtocol protocol) {
        return new ListenerSpec(
                name,
                "127.0.0.1",
                0,
                1,
                Optional.of(ListenerTls.of(identity.keyCertOptions(), implicitTls)),
                Access.OPEN,
                Duration.ZERO,
                protocol);
    }

    int port(String listener) {
        Listeners running = listeners;
        if (running == null) {
            throw new IllegalStateException("not started");
        }
        return running.port(listener);
    }

    void stop() throws Exception {
        Listeners running = listeners;
        if (running != null) {
            await(running.drain(5_000));
        }
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    Harness harness(DialogueFile file) {
        store = new FakeStore();
        return new Harness(store, !file.name().startsWith("starttls"));
    }

    /** The store of the next sessions. */
    FakeStore freshStore() {
        store = new FakeStore();
        return store;
    }

    final class Harness implements DialogueHarness {
        private final StoreDirectives directives;
        private final boolean implicitTls;
        private final Map<Integer, SocketPeer> peers = new HashMap<>();

        Harness(FakeStore store, boolean implicitTls) {
            this.directives = new StoreDirectives(store);
            this.implicitTls = implicitTls;
        }

        @Override
        public DialoguePeer connect(int connection) {
            try {
                SocketPeer peer = SocketPeer.connect("127.0.0.1", port(implicitTls ? "imaps" : "imap"), ANSWER);
                if (implicitTls) {
                    peer.startTls();
                }
                peers.put(connection, peer);
                return peer;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void directive(DialogueStep.Directive directive) {
            SocketPeer peer = peers.get(directive.connection());
            if (directive.name().equals("tls") && peer != null) {
                peer.startTls();
            } else {
                directives.perform(directive);
            }
        }

        @Override
        public void close() {
            peers.values().forEach(SocketPeer::close);
        }
    }
}
