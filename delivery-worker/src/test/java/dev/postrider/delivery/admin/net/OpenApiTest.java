package dev.postrider.delivery.admin.net;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.delivery.adapter.PgQueueDesk;
import dev.postrider.delivery.admin.QueueAction;
import dev.postrider.delivery.admin.QueueOperations;
import dev.postrider.servicekit.admin.AdminApi;
import dev.postrider.servicekit.admin.AdminSettings;
import dev.postrider.servicekit.admin.Problem;
import dev.postrider.servicekit.config.Configuration;
import dev.postrider.servicekit.config.Secret;
import dev.postrider.servicekit.config.Settings;
import dev.postrider.servicekit.postgres.PostgresSettings;
import dev.postrider.testkit.OpenApiCheck;
import dev.postrider.testkit.TestVertx;
import io.vertx.core.Vertx;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The description says what there is: every route is in it, and nothing else. */
class OpenApiTest {
    private final String description = AdminModule.DESCRIPTION.toString();

    @Test
    void theDescriptionSaysWhatThereIs() {
        OpenApiCheck.check(
                description,
                routes(),
                Stream.of(Problem.Kind.values()).map(AdminApi::typeOf).collect(Collectors.toSet()));
    }

    @Test
    void everyActionIsDescribed() {
        List<String> actions =
                Arrays.stream(QueueAction.values()).map(QueueAction::label).toList();
        assertTrue(description.contains("enum: " + actions));
    }

    /** Nothing connects to a database before a request comes. */
    private static Set<String> routes() {
        Settings root = Configuration.of("");
        AdminSettings settings = AdminSettings.read(root.section("delivery-worker.admin"));
        PostgresSettings postgres = PostgresSettings.from(root.section("postgres"));
        root.check();
        Vertx vertx = TestVertx.start();
        PgQueueDesk desk = PgQueueDesk.open(vertx, postgres, "test");
        try {
            QueueOperations operations = new QueueOperations(
                    desk,
                    new EventList(),
                    row -> {
                        throw new AssertionError("nothing is given up");
                    },
                    "test",
                    java.time.Duration.ofMinutes(1),
                    java.time.InstantSource.system());
            return new TreeSet<>(AdminApi.served(
                    vertx,
                    settings,
                    new Secret("a token for tests"),
                    AdminModule.DESCRIPTION,
                    AdminModule.routes(desk, operations)));
        } finally {
            desk.close().await();
            vertx.close().await();
        }
    }
}
