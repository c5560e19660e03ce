package dev.postrider.mailbox;

import static dev.postrider.mailbox.MailboxSystem.await;
import static dev.postrider.mailbox.MailboxSystem.inline;
import static dev.postrider.mailbox.MailboxSystem.item;
import static dev.postrider.mailbox.MailboxSystem.newQueueId;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.postrider.contracts.DeliverRequest;
import dev.postrider.contracts.DeliverResponse;
import dev.postrider.contracts.DeliveryGrpcClient;
import dev.postrider.contracts.MailboxChange;
import dev.postrider.contracts.TargetResult;
import dev.postrider.contracts.Topics;
import dev.postrider.mailbox.adapter.account.AccountProvisioning;
import dev.postrider.servicekit.ServiceHost;
import dev.postrider.servicekit.config.Configuration;
import dev.postrider.servicekit.config.Settings;
import dev.postrider.servicekit.kafka.BroadcastConsumer;
import dev.postrider.servicekit.kafka.KafkaSettings;
import dev.postrider.servicekit.postgres.Databases;
import dev.postrider.servicekit.postgres.PostgresSettings;
import dev.postrider.testkit.TestVertx;
import dev.postrider.testkit.fixture.KafkaFixture;
import dev.postrider.testkit.fixture.PostgresFixture;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service as its container starts it. */
final class MailboxServiceIT {
    private static Settings settings(String postgres, Path blobs, int grpcPort) {
        return Configuration.of(postgres + """

                kafka { bootstrap-servers = "%s" }
                blobs { directory = "%s" }
                management { host = "127.0.0.1", port = 0 }
                mailbox-service { grpc { host = "127.0.0.1", port = %d } }
                """.formatted(KafkaFixture.shared().bootstrapServers(), blobs, grpcPort));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void storesAndTellsKafka(@TempDir Path blobs) throws IOException {
        int port = freePort();
        Settings settings = settings(PostgresFixture.shared().freshDatabase().hocon(), blobs, port);
        ServiceHost host = await(ServiceHost.start(settings, List.of(new MailboxService())));
        Vertx vertx = TestVertx.start();
        Promise<Void> reading = Promise.promise();
        Promise<MailboxChange> told = Promise.promise();
        BroadcastConsumer consumer = BroadcastConsumer.start(
                vertx.getOrCreateContext(),
                KafkaSettings.from(settings.section("kafka")),
                Topics.MAILBOX_CHANGES,
                records -> records.forEach(record -> {
                    try {
                        told.tryComplete(MailboxChange.parseFrom(record.value()));
                    } catch (InvalidProtocolBufferException broken) {
                        told.tryFail(broken);
                    }
                }),
                reading::tryComplete);
        Pool pool = Databases.pool(vertx, PostgresSettings.from(settings.section("postgres")), "test");
        await(pool.withTransaction(tx -> AccountProvisioning.create(tx, 7, 0)));
        await(reading.future());
        DeliveryGrpcClient delivery =
                DeliveryGrpcClient.create(GrpcClient.client(vertx), SocketAddress.inetSocketAddress(port, "127.0.0.1"));

        DeliverResponse response = await(delivery.deliver(DeliverRequest.newBuilder()
                .addItems(item(newQueueId(), inline("Subject: x\r\n\r\nText"), "", 7))
                .build()));

        assertEquals(
                TargetResult.Status.STORED, response.getResults(0).getTargets(0).getStatus());
        MailboxChange change = await(told.future());
        assertEquals(7, change.getAccountId());
        assertEquals(2, change.getModseq());
        await(consumer.close());
        await(host.drain());
        // What was acknowledged is no longer in the outbox.
        assertEquals(
                0,
                await(pool.query("SELECT count(*) FROM mailbox.outbox").execute())
                        .iterator()
                        .next()
                        .getLong(0));
        await(pool.close());
        await(vertx.close());
    }

    @Test
    void startsWithoutPostgresAndSaysUnavailable(@TempDir Path blobs) throws IOException {
        int port = freePort();
        String nowhere = "postgres { host = \"127.0.0.1\", port = %d, tls = disable }".formatted(freePort());
        ServiceHost host = await(ServiceHost.start(settings(nowhere, blobs, port), List.of(new MailboxService())));
        Vertx vertx = TestVertx.start();
        DeliveryGrpcClient delivery =
                DeliveryGrpcClient.create(GrpcClient.client(vertx), SocketAddress.inetSocketAddress(port, "127.0.0.1"));

        long asked = System.nanoTime();
        Throwable fault = assertThrows(
                Throwable.class,
                () -> await(delivery.deliver(DeliverRequest.newBuilder()
                        .addItems(item(newQueueId(), inline("Subject: x\r\n\r\nText"), "", 7))
                        .build())));

        assertEquals(true, String.valueOf(fault).contains("UNAVAILABLE"), String.valueOf(fault));
        assertEquals(true, System.nanoTime() - asked < 6_000_000_000L);
        await(host.drain());
        await(vertx.close());
    }
}
