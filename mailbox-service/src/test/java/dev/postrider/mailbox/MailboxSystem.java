package dev.postrider.mailbox;

import com.google.protobuf.ByteString;
import dev.postrider.blobs.BlobStore;
import dev.postrider.blobs.BlobWriter;
import dev.postrider.blobs.FileBlobStore;
import dev.postrider.contracts.AppendChunk;
import dev.postrider.contracts.AppendResponse;
import dev.postrider.contracts.AppendStart;
import dev.postrider.contracts.Content;
import dev.postrider.contracts.DeliverRequest;
import dev.postrider.contracts.DeliverResponse;
import dev.postrider.contracts.DeliveryGrpcClient;
import dev.postrider.contracts.DeliveryItem;
import dev.postrider.contracts.DeliveryTarget;
import dev.postrider.contracts.FetchMessagesRequest;
import dev.postrider.contracts.FetchedMessage;
import dev.postrider.contracts.Flags;
import dev.postrider.contracts.MailboxChange;
import dev.postrider.contracts.MailboxesGrpcClient;
import dev.postrider.contracts.MessageChunk;
import dev.postrider.contracts.OpenMailboxChunk;
import dev.postrider.contracts.OpenMailboxRequest;
import dev.postrider.contracts.ReadMessageRequest;
import dev.postrider.contracts.UidRange;
import dev.postrider.contracts.UidSet;
import dev.postrider.mail.QueueId;
import dev.postrider.mailbox.adapter.MailboxModule;
import dev.postrider.mailbox.adapter.account.AccountProvisioning;
import dev.postrider.mailbox.admin.port.Verification;
import dev.postrider.mailbox.message.MessageIntake;
import dev.postrider.servicekit.config.Configuration;
import dev.postrider.servicekit.config.Settings;
import dev.postrider.servicekit.grpc.GrpcServerShell;
import dev.postrider.servicekit.postgres.Databases;
import dev.postrider.servicekit.postgres.Migrations;
import dev.postrider.servicekit.postgres.PostgresSettings;
import dev.postrider.testkit.TestVertx;
import dev.postrider.testkit.fixture.PostgresFixture;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientOptions;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.client.InvalidStatusException;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.sqlclient.Pool;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Mailbox-service without directory and Kafka, on a database of its own, and its callers. */
final class MailboxSystem implements AutoCloseable {
    private static final long TIMEOUT_SECONDS = 60;
    private static final AtomicLong QUEUE_IDS = new AtomicLong();

    final Vertx vertx = TestVertx.start();
    final Pool pool;
    final BlobStore blobs;
    final MailboxModule module;
    final MailboxesGrpcClient mailboxes;
    final DeliveryGrpcClient delivery;
    final MeterRegistry meters = new SimpleMeterRegistry();
    final Queue<MailboxChange> changes = new ConcurrentLinkedQueue<>();
    private final GrpcServerShell grpc;
    private final GrpcClient client;
    private final SocketAddress address;

    private MailboxSystem(Path directory) {
        Settings root =
                Configuration.of(PostgresFixture.shared().freshDatabase().hocon());
        PostgresSettings postgres = PostgresSettings.from(root.section("postgres"));
        await(Migrations.run(vertx, postgres, "classpath:db/mailbox", "mailbox"));
        pool = Databases.pool(vertx, postgres, "mailbox-test", MailboxModule.sessionProperties(Duration.ofSeconds(60)));
        blobs = new FileBlobStore(vertx, directory);
        module = new MailboxModule(
                vertx,
                pool,
                blobs,
                change -> {
                    changes.add(change);
                    return Future.succeededFuture();
                },
                meters,
                new MailboxModule.Options(
                        4,
                        64 << 20,
                        64 << 20,
                        Duration.ofSeconds(30),
                        Duration.ofDays(30),
                        Duration.ofDays(30),
                        Duration.ofHours(1)));
        module.start();
        grpc = await(GrpcServerShell.start(vertx, "127.0.0.1", 0, 2, module.services()));
        client = GrpcClient.client(vertx, new GrpcClientOptions().setMaxMessageSize(16 << 20));
        address = SocketAddress.inetSocketAddress(grpc.port(), "127.0.0.1");
        mailboxes = MailboxesGrpcClient.create(client, address);
        delivery = DeliveryGrpcClient.create(client, address);
    }

    static MailboxSystem start(Path directory) {
        return new MailboxSystem(directory);
    }

    static <T> T await(Future<T> future) {
        try {
            return future.await(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError("no result within " + TIMEOUT_SECONDS + " s", late);
        }
    }

    @Override
    public void close() {
        await(grpc.drain(Duration.ofSeconds(5)));
        await(module.close());
        await(pool.close());
        await(vertx.close());
    }

    void createAccount(long accountId, long quotaOctets) {
        await(pool.withTransaction(tx -> AccountProvisioning.create(tx, accountId, quotaOctets)));
    }

    /** All promises that can be looked at hold. */
    void assertSound() {
        Verification.Report report = await(module.verifier().verify());
        if (report.breachCount() > 0) {
            throw new AssertionError("breaches: " + report.breaches());
        }
    }

    static String newQueueId() {
        return QueueId.of(1_750_000_000_000L, QUEUE_IDS.incrementAndGet()).text();
    }

    static Content inline(String body) {
        byte[] octets = body.getBytes(StandardCharsets.UTF_8);
        return Content.newBuilder()
                .setTraceHeader(ByteString.copyFromUtf8("Received: from test\r\n"))
                .setInline(ByteString.copyFrom(octets))
                .setSha256(ByteString.copyFrom(MessageIntake.sha256(octets, 0, octets.length)))
                .setSizeOctets(octets.length)
                .build();
    }

    Content blob(String key, byte[] octets) {
        BlobWriter writer = await(blobs.create(key));
        await(writer.write(Buffer.buffer(octets)));
        await(writer.commit());
        return Content.newBuilder()
                .setTraceHeader(ByteString.copyFromUtf8("Received: from test\r\n"))
                .setBlobKey(key)
                .setSha256(ByteString.copyFrom(MessageIntake.sha256(octets, 0, octets.length)))
                .setSizeOctets(octets.length)
                .build();
    }

    static DeliveryItem item(String queueId, Content content, String detail, long... accountIds) {
        DeliveryItem.Builder item = DeliveryItem.newBuilder()
                .setQueueId(queueId)
                .setReversePath("sender@example.org")
                .setContent(content)
                .setReceivedAtMs(1_750_000_000_000L);
        for (long accountId : accountIds) {
            item.addTargets(DeliveryTarget.newBuilder().setAccountId(accountId).setDetail(detail));
        }
        return item.build();
    }

    DeliverResponse deliver(DeliveryItem... items) {
        return await(delivery.deliver(
                DeliverRequest.newBuilder().addAllItems(List.of(items)).build()));
    }

    /** Delivers one message to INBOX and returns its uid. */
    int deliver(long accountId, String body) {
        return deliver(item(newQueueId(), inline(body), "", accountId))
                .getResults(0)
                .getTargets(0)
                .getUid();
    }

    static UidSet uids(int... ranges) {
        UidSet.Builder set = UidSet.newBuilder();
        for (int i = 0; i < ranges.length; i += 2) {
            set.addRanges(UidRange.newBuilder().setFirst(ranges[i]).setLast(ranges[i + 1]));
        }
        return set.build();
    }

    List<OpenMailboxChunk> open(long accountId, String name, boolean readOnly) {
        return collect(
                MailboxesGrpcClient.OpenMailbox,
                OpenMailboxRequest.newBuilder()
                        .setAccountId(accountId)
                        .setName(name)
                        .setReadOnly(readOnly)
                        .build());
    }

    List<FetchedMessage> fetch(long accountId, long mailboxId, UidSet uids, boolean details) {
        return collect(
                MailboxesGrpcClient.FetchMessages,
                FetchMessagesRequest.newBuilder()
                        .setAccountId(accountId)
                        .setMailboxId(mailboxId)
                        .setUids(uids)
                        .setStructure(details)
                        .setHeader(details)
                        .setContent(details)
                        .setContentMaxOctets(1 << 20)
                        .build());
    }

    byte[] read(long accountId, long emailId, long offset, long length) {
        Buffer all = Buffer.buffer();
        for (MessageChunk chunk : collect(
                MailboxesGrpcClient.ReadMessage,
                ReadMessageRequest.newBuilder()
                        .setAccountId(accountId)
                        .setEmailId(emailId)
                        .setOffset(offset)
                        .setLength(length)
                        .build())) {
            all.appendBytes(chunk.getData().toByteArray());
        }
        return all.getBytes();
    }

    Future<AppendResponse> append(long accountId, String mailbox, byte[] octets, Flags flags) {
        return mailboxes.append((stream, fault) -> {
            if (stream == null) {
                throw new IllegalStateException(fault);
            }
            stream.write(AppendChunk.newBuilder()
                    .setStart(AppendStart.newBuilder()
                            .setAccountId(accountId)
                            .setMailboxName(mailbox)
                            .setFlags(flags)
                            .setInternalDateMs(1_000_000_000_000L)
                            .setInternalDateOffsetMinutes(120)
                            .setSizeOctets(octets.length))
                    .build());
            for (int at = 0; at < octets.length; at += 60_000) {
                stream.write(AppendChunk.newBuilder()
                        .setData(ByteString.copyFrom(octets, at, Math.min(60_000, octets.length - at)))
                        .build());
            }
            stream.end();
        });
    }

    /**
     * Calls on a context, and asks for the response at once: the generated stubs ask only when the request is on its way, and then the
     * first elements may have passed by already.
     */
    private <Q, R> List<R> collect(ServiceMethod<R, Q> method, Q request) {
        Promise<List<R>> collected = Promise.promise();
        vertx.getOrCreateContext()
                .runOnContext(on -> client.request(address, method)
                        .compose(call -> call.send(request))
                        .compose(MailboxSystem::collect)
                        .onComplete(collected));
        return await(collected.future());
    }

    private static <R> Future<List<R>> collect(GrpcClientResponse<?, R> stream) {
        List<R> elements = new ArrayList<>();
        Promise<List<R>> done = Promise.promise();
        stream.exceptionHandler(done::tryFail);
        stream.endHandler(ended -> {
            if (stream.status() == GrpcStatus.OK) {
                done.tryComplete(elements);
            } else {
                done.tryFail(new InvalidStatusException(GrpcStatus.OK, stream.status()));
            }
        });
        stream.handler(elements::add);
        return done.future();
    }

    static String randomText(Random random, int chars) {
        StringBuilder text = new StringBuilder(chars);
        for (int i = 0; i < chars; i++) {
            text.append(i % 72 == 71 ? "\r\n" : String.valueOf((char) ('a' + random.nextInt(26))));
        }
        return text.toString();
    }
}
