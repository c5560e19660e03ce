package dev.postrider.delivery.adapter;

import com.google.protobuf.ByteString;
import dev.postrider.delivery.port.Deferral;
import dev.postrider.delivery.port.DeferredRow;
import dev.postrider.delivery.port.Settlement;
import dev.postrider.servicekit.config.Configuration;
import dev.postrider.servicekit.postgres.Databases;
import dev.postrider.servicekit.postgres.Migrations;
import dev.postrider.servicekit.postgres.PostgresSettings;
import dev.postrider.testkit.TestVertx;
import dev.postrider.testkit.fixture.PostgresFixture;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An empty queue on a database of its own, as a worker and as an operator have it. */
public final class DeskFixture implements AutoCloseable {
    private static final int BUCKET = 1;

    public final Vertx vertx = TestVertx.start();
    private final PostgresSettings postgres = PostgresSettings.from(
            Configuration.of(PostgresFixture.shared().freshDatabase().hocon()).section("postgres"));
    public final PgDeferredQueue queue = PgDeferredQueue.open(vertx, postgres, "test");
    public final PgQueueDesk desk = PgQueueDesk.open(vertx, postgres, "test-admin");
    public final Pool sql = Databases.pool(vertx, postgres, "test-sql");

    public DeskFixture() {
        await(Migrations.run(vertx, postgres, "classpath:db/delivery", "delivery"));
    }

    public static <T> T await(Future<T> future) {
        try {
            return future.await(30, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("no answer", e);
        }
    }

    /** A message that is due in an hour and expires in two. */
    public static Deferral waiting(String queueId, String destination) {
        return new Deferral(
                queueId,
                Deferral.Kind.RELAY,
                destination,
                "Sender@example.org",
                List.of("a@" + destination, "b@" + destination),
                ByteString.copyFromUtf8("payload of " + queueId),
                10,
                2,
                Duration.ofHours(1),
                System.currentTimeMillis() - 60_000,
                System.currentTimeMillis() + 7_200_000,
                "REFUSED_FOR_NOW",
                "mx." + destination,
                "451 4.7.1 later",
                BUCKET,
                false,
                Optional.empty());
    }

    public void defer(Deferral deferral) {
        await(queue.settle(List.of(new Settlement(Optional.of(deferral), Optional.empty()))));
    }

    public void run(String statement) {
        await(sql.query(statement).execute());
    }

    /** What a worker takes up that is due. */
    public List<DeferredRow> claim() {
        return await(queue.claim("worker", Set.of(BUCKET), Duration.ofDays(1), 100, Duration.ofMinutes(1)));
    }

    public long count(String condition) {
        return await(sql.query("SELECT count(*) FROM delivery.deferred WHERE " + condition)
                .execute()
                .map(rows -> rows.iterator().next().getLong(0)));
    }

    @Override
    public void close() {
        await(queue.close());
        await(desk.close());
        await(sql.close());
        await(vertx.close());
    }
}
