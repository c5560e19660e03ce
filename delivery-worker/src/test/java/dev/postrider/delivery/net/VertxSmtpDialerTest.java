package dev.postrider.delivery.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.postrider.blobs.FileBlobStore;
import dev.postrider.contracts.BodyType;
import dev.postrider.contracts.Content;
import dev.postrider.contracts.DsnReturn;
import dev.postrider.delivery.TestTls;
import dev.postrider.delivery.policy.Reason;
import dev.postrider.delivery.port.DialException;
import dev.postrider.delivery.port.SmtpLink;
import dev.postrider.delivery.session.SessionPolicy;
import dev.postrider.delivery.session.SessionPolicy.Tls;
import dev.postrider.delivery.session.Transaction;
import dev.postrider.delivery.session.TransactionResult;
import dev.postrider.testkit.FakeMx;
import dev.postrider.testkit.TestVertx;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VertxSmtpDialerTest {
    private static final Transaction TRANSACTION = new Transaction(
            "a@b.example",
            List.of(new Transaction.Recipient("c@d.example", "", List.of())),
            100,
            BodyType.BODY_7BIT,
            false,
            "",
            DsnReturn.RETURN_UNSPECIFIED);

    @TempDir
    private Path directory;

    private final Vertx vertx = TestVertx.start();

    @AfterEach
    void stop() throws TimeoutException {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    private static PhaseLimits limits() {
        Duration second = Duration.ofSeconds(5);
        Duration quick = Duration.ofMillis(400);
        return new PhaseLimits(
                second, quick, second, second, second, second, second, second, second, quick, second, second, second);
    }

    private VertxSmtpDialer dialer(Optional<Path> trust) {
        return new VertxSmtpDialer(vertx, new FileBlobStore(vertx, directory), limits(), trust, Optional.empty());
    }

    private <T> T on(Supplier<Future<T>> step) throws TimeoutException {
        Promise<T> promise = Promise.promise();
        vertx.getOrCreateContext().runOnContext(now -> step.get().onComplete(promise));
        return promise.future().await(20, TimeUnit.SECONDS);
    }

    private SmtpLink dial(VertxSmtpDialer dialer, FakeMx mx, Tls tls) throws TimeoutException {
        return dial(dialer, mx, tls, Optional.empty());
    }

    private SmtpLink dial(VertxSmtpDialer dialer, FakeMx mx, Tls tls, Optional<SessionPolicy.Credentials> credentials)
            throws TimeoutException {
        return on(() -> dialer.dial(
                "localhost", "127.0.0.1", mx.port(), new SessionPolicy("me.example", "fake", tls, credentials)));
    }

    private static DialException failure(Executable dial) {
        return assertInstanceOf(DialException.class, assertThrows(Exception.class, dial::run));
    }

    private interface Executable {
        Object run() throws TimeoutException;
    }

    private static Content inline(String body) {
        byte[] octets = body.getBytes(StandardCharsets.UTF_8);
        return Content.newBuilder()
                .setTraceHeader(ByteString.copyFromUtf8("Received: here\r\n"))
                .setInline(ByteString.copyFrom(octets))
                .setSizeOctets(octets.length)
                .build();
    }

    private TransactionResult carry(SmtpLink link, Content content) throws TimeoutException {
        return on(() -> link.carry(TRANSACTION, content));
    }

    private static Reason reason(TransactionResult result) {
        return result.verdicts().getFirst().reason();
    }

    @Test
    void connectionsComeFromTheAddressThatIsSet() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            CompletableFuture<InetAddress> from = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> {
                try (Socket accepted = server.accept()) {
                    from.complete(accepted.getInetAddress());
                } catch (IOException e) {
                    from.completeExceptionally(e);
                }
            });
            VertxSmtpDialer dialer = new VertxSmtpDialer(
                    vertx, new FileBlobStore(vertx, directory), limits(), Optional.empty(), Optional.of("127.0.0.2"));
            SessionPolicy policy = new SessionPolicy("me.example", "fake", Tls.NEVER, Optional.empty());
            // It says nothing, so no session comes of it.
            failure(() -> on(() -> dialer.dial("localhost", "127.0.0.1", server.getLocalPort(), policy)));
            assertEquals(InetAddress.ofLiteral("127.0.0.2"), from.get(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void secretWhenOfferedWhateverTheCertificate() throws Exception {
        try (FakeMx mx = FakeMx.startWithTls(TestTls.create(vertx, directory).context())) {
            SmtpLink link = dial(dialer(Optional.empty()), mx, Tls.OPPORTUNISTIC);
            assertEquals(Reason.RELAYED_BEYOND_DSN, reason(carry(link, inline("A: b\r\n\r\n.x\r\n"))));
            assertEquals(Reason.RELAYED_BEYOND_DSN, reason(carry(link, inline("second\r\n"))));
            FakeMx.Received received = mx.take();
            assertTrue(received.tls());
            assertEquals("Received: here\r\nA: b\r\n\r\n.x\r\n", received.latin1());
            assertEquals(received.connection(), mx.take().connection());
        }
    }

    @Test
    void requiredTlsChecksTheCertificate() throws Exception {
        TestTls tls = TestTls.create(vertx, directory);
        try (FakeMx mx = FakeMx.startWithTls(tls.context()).extensions("AUTH PLAIN")) {
            DialException distrusted = failure(() -> dial(dialer(Optional.empty()), mx, Tls.REQUIRED));
            assertEquals(Reason.TLS_FAILED, distrusted.verdict().reason());
            assertFalse(distrusted.plaintextMayHelp());
            mx.reply("AUTH", "235 2.7.0 in");
            SmtpLink link = dial(
                    dialer(Optional.of(tls.certificate())),
                    mx,
                    Tls.REQUIRED,
                    Optional.of(new SessionPolicy.Credentials("me", "secret")));
            assertEquals(Reason.RELAYED_BEYOND_DSN, reason(carry(link, inline("x\r\n"))));
            assertTrue(mx.take().tls());
        }
    }

    @Test
    void requiredTlsThatIsNotOffered() throws Exception {
        try (FakeMx mx = FakeMx.start()) {
            assertEquals(
                    Reason.TLS_FAILED,
                    failure(() -> dial(dialer(Optional.empty()), mx, Tls.REQUIRED))
                            .verdict()
                            .reason());
        }
    }

    @Test
    void plaintextBehindTheReplyToStartTlsIsAnAttack() throws Exception {
        try (FakeMx mx = FakeMx.startWithTls(TestTls.create(vertx, directory).context())) {
            mx.reply("STARTTLS", "220 go\r\n250 injected");
            DialException broken = failure(() -> dial(dialer(Optional.empty()), mx, Tls.OPPORTUNISTIC));
            assertEquals(Reason.TLS_FAILED, broken.verdict().reason());
            assertTrue(
                    broken.verdict().remoteReply().contains("plaintext"),
                    broken.verdict().remoteReply());
        }
    }

    @Test
    void neverEmitsABareLineFeed() throws Exception {
        try (FakeMx mx = FakeMx.start()) {
            SmtpLink link = dial(dialer(Optional.empty()), mx, Tls.OPPORTUNISTIC);
            carry(link, inline("a\nb\r\n.\n\rc"));
            assertEquals("Received: here\r\na\r\nb\r\n.\r\n\r\nc\r\n", mx.take().latin1());
        }
    }

    @Test
    void aBodyOfSeveralChunksArrivesWhole() throws Exception {
        try (FakeMx mx = FakeMx.start()) {
            SmtpLink link = dial(dialer(Optional.empty()), mx, Tls.OPPORTUNISTIC);
            String body = ".line of text\r\n".repeat(20_000);
            carry(link, inline(body));
            assertEquals("Received: here\r\n" + body, mx.take().latin1());
        }
    }

    @Test
    void aMissingBodyEndsTheConnectionAndNothingIsTaken() throws Exception {
        try (FakeMx mx = FakeMx.start()) {
            SmtpLink link = dial(dialer(Optional.empty()), mx, Tls.OPPORTUNISTIC);
            Content gone = Content.newBuilder()
                    .setBlobKey("mail/gone")
                    .setSizeOctets(5)
                    .build();
            assertEquals(Reason.BODY_MISSING, reason(carry(link, gone)));
            link.closed().await(10, TimeUnit.SECONDS);
            assertEquals(List.of(), mx.received());
        }
    }

    @Test
    void serversThatHangOrDrop() throws Exception {
        try (FakeMx mx = FakeMx.start()) {
            mx.reply("CONNECT", FakeMx.HANG);
            assertEquals(
                    Reason.TIMED_OUT,
                    failure(() -> dial(dialer(Optional.empty()), mx, Tls.OPPORTUNISTIC))
                            .verdict()
                            .reason());
            mx.reply("EHLO", FakeMx.DROP);
            assertEquals(
                    Reason.CONNECTION_LOST,
                    failure(() -> dial(dialer(Optional.empty()), mx, Tls.OPPORTUNISTIC))
                            .verdict()
                            .reason());
            mx.reply("MAIL", FakeMx.DROP);
            TransactionResult early = carry(dial(dialer(Optional.empty()), mx, Tls.OPPORTUNISTIC), inline("x\r\n"));
            assertEquals(Reason.CONNECTION_LOST, reason(early));
            assertTrue(early.elsewhere());
            mx.reply("DOT", FakeMx.DROP);
            TransactionResult late = carry(dial(dialer(Optional.empty()), mx, Tls.OPPORTUNISTIC), inline("x\r\n"));
            assertEquals(Reason.CONNECTION_LOST, reason(late));
            assertFalse(late.elsewhere(), "nobody knows whether it was taken");
            mx.reply("DOT", FakeMx.HANG);
            TransactionResult never = carry(dial(dialer(Optional.empty()), mx, Tls.OPPORTUNISTIC), inline("x\r\n"));
            assertEquals(Reason.TIMED_OUT, reason(never));
            assertFalse(never.elsewhere());
        }
    }

    @Test
    void nobodyListens() {
        FakeMx mx = FakeMx.start();
        mx.close();
        assertEquals(
                Reason.CONNECT_FAILED,
                failure(() -> dial(dialer(Optional.empty()), mx, Tls.OPPORTUNISTIC))
                        .verdict()
                        .reason());
    }

    @Test
    void quitsPolitely() throws Exception {
        try (FakeMx mx = FakeMx.start()) {
            SmtpLink link = dial(dialer(Optional.empty()), mx, Tls.OPPORTUNISTIC);
            on(() -> {
                link.quit();
                return link.closed();
            });
            assertFalse(link.isReady());
        }
    }
}
