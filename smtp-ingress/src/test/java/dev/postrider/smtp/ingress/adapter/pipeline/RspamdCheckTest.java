package dev.postrider.smtp.ingress.adapter.pipeline;

import static dev.postrider.smtp.ingress.policy.pipeline.PolicyStep.RSPAMD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.blobs.BlobStore;
import dev.postrider.blobs.FileBlobStore;
import dev.postrider.servicekit.config.Secret;
import dev.postrider.smtp.ingress.policy.pipeline.Finding;
import dev.postrider.smtp.ingress.policy.pipeline.HeaderChange;
import dev.postrider.smtp.ingress.policy.pipeline.PolicyStep;
import dev.postrider.smtp.ingress.port.StoredBody;
import dev.postrider.testkit.TestVertx;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** rspamd itself, where it is installed, and servers that are none. */
class RspamdCheckTest {
    private static final String PLAIN = "From: a@b.example\nSubject: hi\n\nhello\n";
    /** What rspamd takes for spam of some kind; the first letter says of which. */
    private static final String GTUBE = "From: a@b.example\nSubject: hi\nSubject: ho\n\n"
            + "%sJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X\n";

    private static final String NO_ACTION = "{\"action\":\"no action\"}";

    private final Vertx vertx = TestVertx.start();
    private final List<AutoCloseable> opened = new CopyOnWriteArrayList<>();

    @TempDir
    Path directory = Path.of("");

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get();
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    private Asking asking(int port, Duration timeLimit) {
        return asking(port, timeLimit, new FileBlobStore(vertx, directory.resolve("blobs")));
    }

    private Asking asking(int port, Duration timeLimit, BlobStore blobs) {
        RspamdSettings settings = new RspamdSettings(
                "127.0.0.1",
                port,
                false,
                Optional.empty(),
                new Secret("secret"),
                100_000,
                2,
                Duration.ofSeconds(5),
                true);
        RspamdCheck check = new RspamdCheck(vertx, settings, blobs);
        return new Asking(
                vertx,
                new PolicyPipeline(
                        vertx,
                        Map.of(RSPAMD, new PolicyPipeline.Step(check, timeLimit)),
                        Duration.ofSeconds(55),
                        new SimpleMeterRegistry(),
                        check::close));
    }

    private static Finding only(List<Finding> findings) {
        assertEquals(1, findings.size());
        return findings.getFirst();
    }

    @Test
    void rspamdDecides() throws Exception {
        Optional<Path> program = RspamdProcess.program();
        if (program.isEmpty()) {
            System.err.println("SKIPPED: rspamd is not installed, so nothing was tested against it");
        }
        Assumptions.assumeTrue(program.isPresent(), "rspamd is not installed");
        RspamdProcess rspamd = RspamdProcess.start(program.get(), directory);
        opened.add(rspamd);
        Asking asking = asking(rspamd.port(), Duration.ofSeconds(50));
        Function<String, Finding> ask = message -> only(asking.ask("192.0.2.1", "a@b.example", message, RSPAMD));

        assertEquals("pass", ask.apply(PLAIN).text());
        assertEquals("reject", ask.apply(GTUBE.formatted("X")).text());
        Finding spam = ask.apply(GTUBE.formatted("Y"));
        assertEquals("add_header", spam.text());
        assertEquals(new HeaderChange(List.of("X-Spam: Yes\r\n"), List.of()), spam.change());
        Finding renamed = ask.apply(GTUBE.formatted("Z"));
        assertEquals("rewrite_subject", renamed.text());
        assertEquals(
                new HeaderChange(
                        List.of("Subject: *** SPAM *** hi\r\n"), List.of(new HeaderChange.Removal("Subject", 0))),
                renamed.change());

        assertEquals(
                "reject",
                only(askFromTheBlobStore(asking, GTUBE.formatted("X"))).text());
        // A message in the blob store is not written again.
        assertEquals(
                HeaderChange.NONE,
                only(askFromTheBlobStore(asking, GTUBE.formatted("Z"))).change());
    }

    private List<Finding> askFromTheBlobStore(Asking asking, String message) throws Exception {
        FileBlobStore blobs = new FileBlobStore(vertx, directory.resolve("blobs"));
        byte[] octets = message.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);
        blobs.create("mail/one")
                .compose(writer -> writer.write(Buffer.buffer(octets)).compose(v -> writer.commit()))
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        return asking.ask(
                "192.0.2.1",
                "a@b.example",
                message,
                List.of(RSPAMD),
                same -> new StoredBody.InBlobStore("mail/one", octets.length, ByteBuffer.allocate(32)));
    }

    /** Takes one connection at a time, reads what comes first, and answers with {@code answer}; empty: never. */
    private ServerSocket server(String answer, CompletableFuture<String> heard) throws IOException {
        ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        opened.add(server);
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    Socket client = server.accept();
                    opened.add(client);
                    byte[] first = new byte[8192];
                    int count = client.getInputStream().read(first);
                    heard.complete(new String(first, 0, Math.max(0, count), StandardCharsets.ISO_8859_1));
                    if (!answer.isEmpty()) {
                        client.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                        client.close();
                    }
                } catch (IOException e) {
                    if (server.isClosed()) {
                        return;
                    }
                }
            }
        });
        return server;
    }

    /** Ends the first connections without a word, and answers on the others. */
    private ServerSocket server(int cuts, AtomicInteger connections) throws IOException {
        ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        opened.add(server);
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try (Socket client = server.accept()) {
                    if (connections.incrementAndGet() <= cuts) {
                        // By a reset, as when a process dies.
                        client.setSoLinger(true, 0);
                    } else {
                        client.getInputStream().read(new byte[8192]);
                        client.getOutputStream().write(http(200, NO_ACTION).getBytes(StandardCharsets.ISO_8859_1));
                    }
                } catch (IOException e) {
                    if (server.isClosed()) {
                        return;
                    }
                }
            }
        });
        return server;
    }

    @Test
    void whatWasCutIsAskedOnceMore() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        Duration limit = Duration.ofSeconds(50);
        Asking once = asking(server(1, connections).getLocalPort(), limit);
        assertEquals(
                "pass",
                only(once.ask("192.0.2.1", "a@b.example", PLAIN, RSPAMD)).text());
        assertEquals(2, connections.getAndSet(0));
        Asking always = asking(server(Integer.MAX_VALUE, connections).getLocalPort(), limit);
        assertEquals(
                "temperror (unreachable)",
                only(always.ask("192.0.2.1", "a@b.example", PLAIN, RSPAMD)).text());
        assertEquals(2, connections.get());
    }

    /** rspamd closes once it has all the octets and has answered; nobody has told it that there are no more. */
    @Test
    void anAnswerBeforeTheEndOfTheBlobWasSeenCounts() throws Exception {
        ServerSocket server = server(http(200, NO_ACTION), new CompletableFuture<>());
        byte[] octets = PLAIN.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);
        Asking asking = asking(server.getLocalPort(), Duration.ofSeconds(50), new EndlessBlobs(Buffer.buffer(octets)));
        List<Finding> findings = asking.ask(
                "192.0.2.1",
                "a@b.example",
                PLAIN,
                List.of(RSPAMD),
                same -> new StoredBody.InBlobStore("mail/one", octets.length, ByteBuffer.allocate(32)));
        assertEquals("pass", only(findings).text());
    }

    private String found(String answer, Duration timeLimit) throws IOException {
        ServerSocket server = server(answer, new CompletableFuture<>());
        Asking asking = asking(server.getLocalPort(), timeLimit);
        return only(asking.ask("192.0.2.1", "a@b.example", PLAIN, RSPAMD)).text();
    }

    private static String http(int status, String body) {
        return "HTTP/1.1 " + status + " X\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    @Test
    void aServerThatHangsIsGivenUp() throws Exception {
        assertEquals("temperror (timed_out)", found("", Duration.ofMillis(200)));
        assertEquals(
                "temperror (unreachable)",
                found("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{", Duration.ofSeconds(50)));
    }

    @Test
    void nonsenseIsATemporaryError() throws Exception {
        Duration limit = Duration.ofSeconds(50);
        assertEquals("temperror (unreachable)", found("220 this is a mail server\r\n", limit));
        assertEquals("temperror (garbled)", found(http(200, "not json"), limit));
        assertEquals("temperror (garbled)", found(http(200, "[]"), limit));
        assertEquals("temperror (garbled)", found(http(200, "{\"action\":7}"), limit));
        assertEquals("temperror (garbled)", found(http(200, "{\"action\":\"dance\"}"), limit));
        assertEquals("temperror (garbled)", found(http(200, "{\"action\":\"no action\",\"milter\":[]}"), limit));
        assertEquals("temperror (garbled)", found(http(500, "{\"action\":\"reject\"}"), limit));
        assertEquals("temperror (garbled)", found(http(200, "x".repeat(2 << 20)), limit));
        int closed;
        try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = nobody.getLocalPort();
        }
        assertEquals(
                "temperror (unreachable)",
                only(asking(closed, limit).ask("192.0.2.1", "a@b.example", PLAIN, RSPAMD))
                        .text());
    }

    @Test
    void whatItIsToldAndWhatIsTakenFromItsAnswer() throws Exception {
        CompletableFuture<String> heard = new CompletableFuture<>();
        ServerSocket server = server(http(200, """
                        {"action": "no action", "subject": "not used", "milter": {
                          "add_headers": {
                            "X-Score": {"value": "7\\r\\nEvil: yes", "order": 1}, "X-Many": ["a", {"value": "b"}],
                            "Received": "by nobody", "Bad Name": "x", "X-Huge": "%s"
                          },
                          "remove_headers": {"X-Old": 0, "X-Last": -1, "X-Bad": "no number"}
                        }}""".formatted("x".repeat(9000))), heard);
        Asking asking = asking(server.getLocalPort(), Duration.ofSeconds(50));
        Finding finding = only(asking.ask("2001:db8::7", "a@b.example", PLAIN, RSPAMD));
        assertEquals("pass", finding.text());
        assertEquals(
                new HeaderChange(
                        List.of("X-Score: 7\r\n\tEvil: yes\r\n", "X-Many: a\r\n", "X-Many: b\r\n"),
                        List.of(new HeaderChange.Removal("X-Old", 0), new HeaderChange.Removal("X-Last", -1))),
                finding.change());
        String request = heard.get(20, TimeUnit.SECONDS);
        for (String line : List.of(
                "POST /checkv2 HTTP/1.1",
                "IP: 2001:db8::7",
                "Helo: client.example",
                "From: a@b.example",
                "Rcpt: alice@example.org",
                "MTA-Name: mx.example.org",
                "Password: secret",
                "Content-Length: 41")) {
            assertTrue(request.contains(line + "\r\n"), () -> line + " is not in " + request);
        }
    }

    @Test
    void aMessageThatIsTooLargeIsNotAskedAbout() throws Exception {
        ServerSocket server = server("", new CompletableFuture<>());
        Asking asking = asking(server.getLocalPort(), Duration.ofSeconds(50));
        assertEquals(
                "skipped (too_big)",
                only(asking.ask("192.0.2.1", "a@b.example", PLAIN + "x".repeat(100_000), new PolicyStep[] {RSPAMD}))
                        .text());
    }
}
