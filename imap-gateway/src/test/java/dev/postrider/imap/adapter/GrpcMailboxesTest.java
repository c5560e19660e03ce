package dev.postrider.imap.adapter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.postrider.contracts.AppendChunk;
import dev.postrider.contracts.AppendResponse;
import dev.postrider.contracts.FetchMessagesRequest;
import dev.postrider.contracts.FetchedMessage;
import dev.postrider.contracts.GetMailboxRequest;
import dev.postrider.contracts.MailboxInfo;
import dev.postrider.contracts.MailboxesGrpcService;
import dev.postrider.contracts.MailboxesService;
import dev.postrider.contracts.OpenMailboxChunk;
import dev.postrider.contracts.OpenMailboxRequest;
import dev.postrider.imap.grammar.Flags;
import dev.postrider.imap.grammar.MailboxName;
import dev.postrider.imap.grammar.UidRange;
import dev.postrider.imap.grammar.UidSet;
import dev.postrider.imap.port.AppendSink;
import dev.postrider.imap.port.AppendSpec;
import dev.postrider.imap.port.BackendException;
import dev.postrider.imap.port.FaultKind;
import dev.postrider.imap.port.FetchRequest;
import dev.postrider.imap.port.OpenedMailbox;
import dev.postrider.imap.port.StoredMessage;
import dev.postrider.servicekit.config.HostPort;
import dev.postrider.servicekit.grpc.GrpcServerShell;
import dev.postrider.servicekit.grpc.ServiceChannel;
import dev.postrider.servicekit.grpc.ServiceClients;
import dev.postrider.testkit.TestVertx;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The adapter against a server of the real protocol. */
final class GrpcMailboxesTest {
    private final Vertx vertx = TestVertx.start();
    private final Server server = new Server();
    private Optional<GrpcMailboxes> mailboxes = Optional.empty();

    /** Answers as a name in the request says. */
    private static final class Server extends MailboxesService {
        private final AtomicInteger written = new AtomicInteger();
        private final List<String> appended = new ArrayList<>();

        @Override
        protected void openMailbox(OpenMailboxRequest request, WriteStream<OpenMailboxChunk> response) {
            OpenMailboxChunk.Builder first = OpenMailboxChunk.newBuilder()
                    .setInfo(MailboxInfo.newBuilder().setId(5).setName("INBOX").setRole("sent"))
                    .addKeywords("$x")
                    .setFirstUnseenUid(2);
            for (int i = 1; i <= 50_000; i++) {
                first.addUids(i);
            }
            var _ = response.write(first.build());
            var _ = response.end(
                    OpenMailboxChunk.newBuilder().addUids(60_000).addUids(-1).build());
        }

        @Override
        protected void fetchMessages(FetchMessagesRequest request, WriteStream<FetchedMessage> response) {
            write(response, 1);
        }

        /** Until the client cancels, or a thousand. */
        private void write(WriteStream<FetchedMessage> response, int uid) {
            if (uid > 1000) {
                var _ = response.end();
                return;
            }
            written.set(uid);
            Future<Void> sent = response.write(FetchedMessage.newBuilder()
                    .setUid(uid)
                    .setSizeOctets(10_000)
                    .setContent(ByteString.copyFrom(new byte[10_000]))
                    .build());
            if (response.writeQueueFull()) {
                response.drainHandler(v -> write(response, uid + 1));
            } else {
                sent.onSuccess(v -> write(response, uid + 1));
            }
        }

        @Override
        public Future<MailboxInfo> getMailbox(GetMailboxRequest request) {
            return Future.failedFuture(new StatusException(GrpcStatus.valueOf(request.getName())));
        }

        @Override
        public Future<AppendResponse> append(ReadStream<AppendChunk> request) {
            Promise<AppendResponse> promise = Promise.promise();
            StringBuilder octets = new StringBuilder();
            request.handler(chunk -> octets.append(chunk.getData().toStringUtf8()));
            request.exceptionHandler(promise::tryFail);
            request.endHandler(v -> {
                appended.add(octets.toString());
                promise.tryComplete(AppendResponse.newBuilder()
                        .setUidValidity(7)
                        .setUid(octets.length())
                        .build());
            });
            return promise.future();
        }
    }

    @BeforeEach
    void start() throws Exception {
        GrpcServerShell shell =
                await(GrpcServerShell.start(vertx, "127.0.0.1", 0, 1, List.of(MailboxesGrpcService.of(server))));
        HostPort target = new HostPort("127.0.0.1", shell.port());
        ServiceChannel channel = ServiceClients.open(vertx, target, Duration.ofSeconds(10), 1);
        ServiceChannel streams =
                ServiceClients.openForStreams(vertx, target, Duration.ofSeconds(60), 1, Optional.empty());
        mailboxes = Optional.of(new GrpcMailboxes(channel, streams, Duration.ofSeconds(10)));
    }

    @AfterEach
    void stop() throws Exception {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private GrpcMailboxes mailboxes() {
        return mailboxes.orElseThrow();
    }

    @Test
    void aMailboxIsPutTogetherFromItsChunks() throws Exception {
        OpenedMailbox opened = await(mailboxes().open(1, new MailboxName("INBOX"), false));
        assertEquals(50_002, opened.uids().size());
        assertEquals(0xFFFF_FFFFL, opened.uids().largest());
        assertEquals(List.of("$x"), opened.keywords());
        assertEquals(
                Optional.of(dev.postrider.imap.port.MailboxInfo.Role.SENT),
                opened.info().role());
    }

    @Test
    void statusesAreFaults() {
        assertEquals(FaultKind.NOT_FOUND, fault("NOT_FOUND"));
        assertEquals(FaultKind.ALREADY_EXISTS, fault("ALREADY_EXISTS"));
        assertEquals(FaultKind.NOT_POSSIBLE, fault("FAILED_PRECONDITION"));
        assertEquals(FaultKind.OVER_QUOTA, fault("RESOURCE_EXHAUSTED"));
        assertEquals(FaultKind.UNAVAILABLE, fault("UNAVAILABLE"));
        assertEquals(FaultKind.BROKEN, fault("INTERNAL"));
    }

    private FaultKind fault(String status) {
        ExecutionException e =
                assertThrows(ExecutionException.class, () -> await(mailboxes().get(1, new MailboxName(status))));
        return assertInstanceOf(BackendException.class, e.getCause()).kind();
    }

    @Test
    void onlyWhatIsRequestedComes() throws Exception {
        CompletableFuture<String> done = new CompletableFuture<>();
        AtomicInteger received = new AtomicInteger();
        CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
        FetchRequest request = new FetchRequest(5, new UidSet(List.of(new UidRange(1, 1000))), false, false, true);
        vertx.runOnContext(v -> mailboxes().fetch(1, request, new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription opened) {
                subscription.complete(opened);
                opened.request(3);
            }

            @Override
            public void onNext(StoredMessage message) {
                if (received.incrementAndGet() == 3) {
                    done.complete("three");
                }
            }

            @Override
            public void onError(Throwable cause) {
                done.completeExceptionally(cause);
            }

            @Override
            public void onComplete() {
                done.complete("all");
            }
        }));
        assertEquals("three", done.get(30, TimeUnit.SECONDS));
        // Another call passes: the paused stream holds no more than its window.
        await(mailboxes().open(1, new MailboxName("INBOX"), true));
        assertEquals(3, received.get());
        assertTrue(server.written.get() < 500, "the server wrote " + server.written.get());
        vertx.runOnContext(v -> subscription.join().cancel());
    }

    @Test
    void anAppendArrivesInOrderAndInFull() throws Exception {
        CompletableFuture<Long> uid = new CompletableFuture<>();
        byte[] octets = "0123456789".repeat(30_000).getBytes(StandardCharsets.US_ASCII);
        AppendSpec spec = new AppendSpec(new MailboxName("INBOX"), Flags.NONE, Optional.empty(), octets.length);
        vertx.runOnContext(v -> {
            AppendSink sink = mailboxes().append(1, spec);
            sink.write(octets, 0, 100_000);
            sink.write(octets, 100_000, octets.length);
            sink.finish().onComplete(result -> {
                if (result.succeeded()) {
                    uid.complete(result.result().uid());
                } else {
                    uid.completeExceptionally(result.cause());
                }
            });
        });
        assertEquals(300_000, uid.get(30, TimeUnit.SECONDS));
        assertEquals("0123456789".repeat(30_000), server.appended.getFirst());
    }
}
