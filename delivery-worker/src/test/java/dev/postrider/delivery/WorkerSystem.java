package dev.postrider.delivery;

import com.google.protobuf.ByteString;
import dev.postrider.blobs.BlobStore;
import dev.postrider.blobs.BlobWriter;
import dev.postrider.blobs.FileBlobStore;
import dev.postrider.contracts.AcceptedMessage;
import dev.postrider.contracts.BodyType;
import dev.postrider.contracts.Content;
import dev.postrider.contracts.DeadLetter;
import dev.postrider.contracts.DeliveryGrpcService;
import dev.postrider.contracts.DirectoryGrpcService;
import dev.postrider.contracts.LifecycleEvent;
import dev.postrider.contracts.LocalTarget;
import dev.postrider.contracts.OutboundMessage;
import dev.postrider.contracts.Recipient;
import dev.postrider.contracts.ReversePath;
import dev.postrider.contracts.Target;
import dev.postrider.contracts.Topics;
import dev.postrider.mail.QueueId;
import dev.postrider.servicekit.RunningService;
import dev.postrider.servicekit.ServiceContext;
import dev.postrider.servicekit.config.Configuration;
import dev.postrider.servicekit.config.Settings;
import dev.postrider.servicekit.grpc.GrpcServerShell;
import dev.postrider.servicekit.health.Health;
import dev.postrider.servicekit.kafka.KafkaSettings;
import dev.postrider.servicekit.kafka.RecordProducer;
import dev.postrider.servicekit.kafka.TopicSetup;
import dev.postrider.servicekit.kafka.TopicSpec;
import dev.postrider.servicekit.postgres.Databases;
import dev.postrider.servicekit.postgres.PostgresSettings;
import dev.postrider.testkit.FakeDns;
import dev.postrider.testkit.FakeMx;
import dev.postrider.testkit.FreePort;
import dev.postrider.testkit.TestVertx;
import dev.postrider.testkit.fixture.KafkaFixture;
import dev.postrider.testkit.fixture.PostgresFixture;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A worker on Kafka and PostgreSQL of its own, between a fake mailbox-service, a fake DNS and a fake MX. */
final class WorkerSystem implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    static final String ADMIN_TOKEN = "a token for tests, long enough";

    private static final SecureRandom RANDOM = new SecureRandom();

    final Vertx vertx = TestVertx.start();
    final KafkaFixture kafka = KafkaFixture.fresh();
    final FakeMailboxService mailboxes = new FakeMailboxService();
    final FakeDns dns = FakeDns.start();
    FakeMx mx;
    final BlobStore blobs;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Pool pool;
    final RecordProducer producer;
    final TopicReader<LifecycleEvent> events;
    final TopicReader<DeadLetter> deadLetters;
    final TopicReader<OutboundMessage> outbound;
    final int adminPort = FreePort.next();
    private final GrpcServerShell grpc;
    private final Settings settings;
    /** What a worker in a process of its own needs to be told. */
    final String hocon;

    private RunningService worker = () -> Future.succeededFuture();

    /** With a worker in this JVM. */
    static WorkerSystem withWorker(Path directory) {
        WorkerSystem system = new WorkerSystem(directory);
        system.startWorkerAgain();
        return system;
    }

    /** Without a worker. */
    WorkerSystem(Path directory) {
        mx = FakeMx.startWithTls(TestTls.create(vertx, directory.resolve("tls")).context());
        grpc = await(GrpcServerShell.start(
                vertx,
                "127.0.0.1",
                0,
                1,
                List.of(DeliveryGrpcService.of(mailboxes.delivery), DirectoryGrpcService.of(mailboxes.directory))));
        blobs = new FileBlobStore(vertx, directory);
        hocon = """
            kafka { bootstrap-servers = "%s", partitions = 3 }
            %s
            blobs.directory = "%s"
            clients.mailbox-service = "127.0.0.1:%d"
            delivery-worker {
              hostname = "mail.test"
              relay {
                port = %d, ipv6 = off, cool-down = 0s
                dns { servers = ["%s"], timeout = 1s }
                timeouts { connect = 2s, greeting = 3s, final-dot = 3s, idle = 2s }
              }
              retry { delays = ["400ms"], jitter-percent = 0, poll-interval = 100ms, lease = 5s }
              reports.delay-after = 1d
              admin { port = %d, token = "%s" }
            }
            """.formatted(
                        kafka.bootstrapServers(),
                        PostgresFixture.shared().freshDatabase().hocon(),
                        directory,
                        grpc.port(),
                        mx.port(),
                        dns.address(),
                        adminPort,
                        ADMIN_TOKEN);
        settings = Configuration.of(hocon);
        KafkaSettings kafkaSettings = KafkaSettings.from(settings.section("kafka"));
        await(TopicSetup.ensure(vertx, kafkaSettings, TopicSpec.ALL));
        producer = RecordProducer.start(vertx, kafkaSettings, meters);
        pool = Databases.pool(vertx, PostgresSettings.from(settings.section("postgres")), "worker-test");
        events = new TopicReader<>(kafka.bootstrapServers(), Topics.EVENTS, LifecycleEvent::parseFrom);
        deadLetters = new TopicReader<>(kafka.bootstrapServers(), Topics.DEAD_LETTER, DeadLetter::parseFrom);
        outbound = new TopicReader<>(kafka.bootstrapServers(), Topics.OUTBOUND, OutboundMessage::parseFrom);
    }

    private RunningService startWorker() {
        return await(new DeliveryWorker()
                .start(new ServiceContext(vertx, settings, new SimpleMeterRegistry(), new Health())));
    }

    void stopWorker() {
        await(worker.drain());
        worker = () -> Future.succeededFuture();
    }

    void startWorkerAgain() {
        worker = startWorker();
    }

    /** A remote domain whose MX is the fake one. */
    String remoteDomain(String name) {
        dns.with(name, "MX", "10 mx." + name + ".").with("mx." + name, "A", "127.0.0.1");
        return name;
    }

    /** The MX goes away, and its port refuses connections. */
    void stopMx() {
        mx.close();
    }

    void startMxAgain() {
        mx = FakeMx.startAt(mx.port());
    }

    static String newQueueId() {
        return QueueId.of(System.currentTimeMillis(), RANDOM.nextLong()).text();
    }

    static Recipient local(long accountId) {
        return Recipient.newBuilder()
                .setAddress(accountId + "@" + FakeMailboxService.DOMAIN)
                .addTargets(
                        Target.newBuilder().setLocal(LocalTarget.newBuilder().setAccountId(accountId)))
                .build();
    }

    static Recipient remote(String address) {
        return Recipient.newBuilder()
                .setAddress(address)
                .addTargets(Target.newBuilder().setRemoteAddress(address))
                .build();
    }

    static AcceptedMessage message(String sender, String body, Recipient... recipients) {
        byte[] octets = body.getBytes(StandardCharsets.UTF_8);
        return AcceptedMessage.newBuilder()
                .setQueueId(newQueueId())
                .setAcceptedAtMs(System.currentTimeMillis())
                .setReversePath(ReversePath.newBuilder().setAddress(sender).setBodyType(BodyType.BODY_8BITMIME))
                .addAllRecipients(List.of(recipients))
                .setContent(Content.newBuilder()
                        .setTraceHeader(ByteString.copyFromUtf8("Received: from test\r\n"))
                        .setInline(ByteString.copyFrom(octets))
                        .setSha256(ByteString.copyFrom(sha256(octets)))
                        .setSizeOctets(octets.length))
                .build();
    }

    /** The same with the body in the blob store. */
    AcceptedMessage inBlobStore(AcceptedMessage message) {
        String key = "mail/" + message.getQueueId();
        BlobWriter writer = await(blobs.create(key));
        await(writer.write(Buffer.buffer(message.getContent().getInline().toByteArray())));
        await(writer.end());
        await(writer.commit());
        return message.toBuilder()
                .setContent(message.getContent().toBuilder().setBlobKey(key))
                .build();
    }

    AcceptedMessage send(AcceptedMessage message) {
        produce(Topics.ACCEPTED, message.getQueueId(), message.toByteArray());
        return message;
    }

    void produce(String topic, String key, byte[] value) {
        await(producer.send(topic, key.getBytes(StandardCharsets.UTF_8), value, Map.of()));
    }

    LifecycleEvent event(String queueId, LifecycleEvent.Kind kind) {
        return events.await(
                kind + " of " + queueId, event -> event.getQueueId().equals(queueId) && event.getKind() == kind);
    }

    /** One number from the database. */
    long queryCount(String sql) {
        return await(pool.query(sql).execute()).iterator().next().getLong(0);
    }

    private static byte[] sha256(byte[] octets) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(octets);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    static <T> T await(Future<T> future) {
        try {
            return future.await(60, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("no result within a minute", e);
        }
    }

    @Override
    public void close() {
        await(worker.drain());
        events.close();
        deadLetters.close();
        outbound.close();
        mx.close();
        dns.close();
        await(producer.close());
        await(pool.close());
        await(vertx.close());
        kafka.stop();
    }

    /** Asks the admin API for {@code action} on one message. */
    HttpResponse<String> post(String queueId, String action) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + adminPort + "/admin/v1/queue/messages/" + queueId + "/" + action);
        return HTTP.send(
                HttpRequest.newBuilder(uri)
                        .header("Authorization", "Bearer " + ADMIN_TOKEN)
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
