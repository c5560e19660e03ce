package dev.postrider.servicekit.postgres;

import static dev.postrider.testkit.TestVertx.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.servicekit.config.Configuration;
import dev.postrider.servicekit.config.ConfigurationException;
import dev.postrider.servicekit.config.Settings;
import dev.postrider.testkit.TestVertx;
import dev.postrider.testkit.fixture.PostgresFixture;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

final class PostgresTest {
    @AutoClose
    private final TestVertx running = new TestVertx();

    private final Vertx vertx = running.vertx();
    private final PostgresSettings postgres =
            settings(PostgresFixture.shared().freshDatabase().hocon());

    private static PostgresSettings settings(String hocon) {
        Settings settings = Configuration.of(hocon);
        PostgresSettings postgres = PostgresSettings.from(settings.section("postgres"));
        settings.check();
        return postgres;
    }

    @Test
    void severalProcessesMayMigrateAtOnceAndSchemasAreApart() {
        List<Future<Void>> runs = new ArrayList<>();
        for (String schema : List.of("one", "two", "one", "two", "one")) {
            runs.add(Migrations.run(vertx, postgres, "classpath:db/kit", schema));
        }
        await(Future.all(runs));
        Pool pool = Databases.pool(vertx, postgres, "test");
        long tables = await(pool.query(
                                "SELECT count(*) FROM information_schema.tables WHERE table_name IN ('thing', 'schema_history') AND table_schema IN ('one', 'two')")
                        .execute())
                .iterator()
                .next()
                .getLong(0);
        assertEquals(4, tables);
    }

    @Test
    void aBrokenMigrationFailsAndIsNotTriedForEver() {
        assertThrows(
                CompletionException.class,
                () -> await(Migrations.run(vertx, postgres, "classpath:db/broken", "broken")));
        assertThrows(
                CompletionException.class, () -> await(Migrations.run(vertx, postgres, "classpath:db/none", "none")));
    }

    @Test
    void conflictsAreRepeatedOtherFaultsAreNot() {
        Pool pool = Databases.pool(vertx, postgres, "test");
        assertEquals(3, attempts(pool, "40001", 2));
        assertEquals(2, attempts(pool, "40P01", 1));
        assertEquals(-1, attempts(pool, "22012", 1));
        assertEquals(-Transactions.ATTEMPTS, attempts(pool, "40001", 1_000));
    }

    /** How often the work ran until it succeeded; negative if it failed in the end. */
    private static int attempts(Pool pool, String state, int failures) {
        AtomicInteger runs = new AtomicInteger();
        Future<Integer> outcome = Transactions.retrying(pool, connection -> {
            int run = runs.incrementAndGet();
            String sql = run <= failures
                    ? "DO $$ BEGIN RAISE EXCEPTION 'on purpose' USING ERRCODE = '" + state + "'; END $$"
                    : "SELECT 1";
            return connection.query(sql).execute().map(run);
        });
        try {
            return await(outcome);
        } catch (CompletionException e) {
            return -runs.get();
        }
    }

    @Test
    void concurrentSerializableCountersLoseNoUpdate() {
        await(Migrations.run(vertx, postgres, "classpath:db/kit", "one"));
        Pool pool = Databases.pool(vertx, postgres, "test");
        await(pool.query("INSERT INTO one.thing VALUES (1, 0)").execute());
        List<Future<Integer>> runs = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            runs.add(Transactions.retrying(
                    pool,
                    connection -> connection
                            .query("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE")
                            .execute()
                            .compose(v -> connection
                                    .query("SELECT n FROM one.thing WHERE id = 1")
                                    .execute())
                            .map(rows -> rows.iterator().next().getInteger(0))
                            .compose(n -> connection
                                    .preparedQuery("UPDATE one.thing SET n = $1 WHERE id = 1")
                                    .execute(Tuple.of(n + 1))
                                    .map(n))));
        }
        // Six at once may be more than the bounded attempts can settle; whatever succeeded must count.
        await(Future.join(runs).otherwiseEmpty());
        long succeeded = runs.stream().filter(Future::succeeded).count();
        assertTrue(succeeded >= 3, () -> "only " + succeeded);
        int value = await(pool.query("SELECT n FROM one.thing").execute())
                .iterator()
                .next()
                .getInteger(0);
        assertEquals(succeeded, value);
    }

    @Test
    void singleStatementsArePipelined() {
        SqlClient client = Databases.pipelined(vertx, postgres, "test", 1);
        List<Future<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            answers.add(client.preparedQuery("SELECT $1::int")
                    .execute(Tuple.of(i))
                    .map(rows -> rows.iterator().next().getInteger(0)));
        }
        await(Future.all(answers));
        for (int i = 0; i < 500; i++) {
            assertEquals(i, answers.get(i).result());
        }
    }

    @Test
    void anAbsentServerFailsTheCallAndIsAConnectionFault() {
        PostgresSettings absent = settings("postgres { host = \"127.0.0.1\", port = 1, connect-timeout = 1s }");
        Pool pool = Databases.pool(vertx, absent, "test");
        assertThrows(
                CompletionException.class, () -> await(pool.query("SELECT 1").execute()));
        assertFalse(Transactions.isConflict(new IllegalStateException()));
    }

    @Test
    void verifiedTlsNeedsSomethingToTrust() {
        ConfigurationException e =
                assertThrows(ConfigurationException.class, () -> settings("postgres { tls = verify-full }"));
        assertTrue(String.valueOf(e.getMessage()).contains("postgres.tls-trust"));
    }
}
