package dev.postrider.servicekit;

import static dev.postrider.testkit.TestVertx.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.servicekit.config.Configuration;
import dev.postrider.servicekit.postgres.PostgresSettings;
import dev.postrider.servicekit.postgres.SchemaSpec;
import dev.postrider.testkit.fixture.PostgresFixture;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A migration that goes on behind a start, and fails until an operator has mended what it stumbles over. */
@Timeout(60)
final class BackgroundPreparationTest {
    private final PostgresFixture.Database database = PostgresFixture.shared().freshDatabase();
    private final HttpClient http = HttpClient.newHttpClient();

    /** Waits for its schema as delivery-worker does: not at all. */
    private record Demo() implements PostriderService {
        @Override
        public String name() {
            return "demo";
        }

        @Override
        public Groundwork groundwork() {
            return new Groundwork(List.of(), List.of(new SchemaSpec("demo", "classpath:db/kit-blocked")));
        }

        @Override
        public Future<RunningService> start(ServiceContext context) {
            PostgresSettings postgres = PostgresSettings.from(context.settings().section("postgres"));
            return groundwork()
                    .schemasAtStart(context.vertx(), context.health(), postgres, Duration.ZERO)
                    .map(v -> Future::succeededFuture);
        }
    }

    private JsonObject awaitSchemas(ServiceHost host, Predicate<JsonObject> wanted) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + host.managementPort() + "/status");
        while (true) {
            HttpResponse<String> status =
                    http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
            JsonObject schemas =
                    new JsonObject(status.body()).getJsonObject("dependencies").getJsonObject("demo/schemas");
            if (wanted.test(schemas)) {
                return schemas;
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    @Test
    void statusTellsWhyItIsNotThereAndItIsTriedAgain() throws Exception {
        ServiceHost host = await(ServiceHost.start(
                Configuration.of(database.hocon() + "\nmanagement { host = \"127.0.0.1\", port = 0 }\n"),
                List.of(new Demo())));
        JsonObject down =
                awaitSchemas(host, schemas -> schemas.getString("lastError", "").contains("made_by_an_operator"));
        assertEquals("down", down.getString("state"));
        assertTrue(down.getString("lastError").contains("does not exist"), down::encode);
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE public.made_by_an_operator ()");
        }
        awaitSchemas(host, schemas -> schemas.getString("state").equals("up"));
        await(host.drain());
    }
}
