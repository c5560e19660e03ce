package dev.postrider.delivery.admin.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import dev.postrider.testkit.TestVertx;
import io.vertx.core.Vertx;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The description says what there is: every route is in it, and nothing else. */
class OpenApiTest {
    private static final Pattern PATH = Pattern.compile("  (/\\S*):");
    private static final Pattern METHOD = Pattern.compile("    (get|put|post|patch|delete):");
    private static final Pattern REFERENCE = Pattern.compile("#/components/([a-zA-Z]+)/([a-zA-Z]+)");

    private final String description = AdminModule.DESCRIPTION.toString();

    @Test
    void everyRouteIsDescribedAndEveryDescriptionIsARoute() {
        Set<String> described = new TreeSet<>();
        String path = "";
        for (String line : description.lines().toList()) {
            Matcher pathLine = PATH.matcher(line);
            Matcher methodLine = METHOD.matcher(line);
            if (pathLine.matches()) {
                path = pathLine.group(1);
            } else if (methodLine.matches()) {
                described.add(methodLine.group(1).toUpperCase(Locale.ROOT) + " " + path);
            }
        }
        assertEquals(routes(), described);
    }

    @Test
    void everyReferenceHasItsTarget() {
        Matcher matcher = REFERENCE.matcher(description);
        int found = 0;
        while (matcher.find()) {
            found++;
            assertTrue(description.contains("\n    " + matcher.group(2) + ":"), matcher.group());
        }
        assertTrue(found > 30, found + " references");
    }

    @Test
    void everyProblemAndEveryActionIsDescribed() {
        Set<String> types =
                Arrays.stream(Problem.Kind.values()).map(AdminApi::typeOf).collect(Collectors.toSet());
        Set<String> named = Pattern.compile("- (urn:postrider:problem:[a-z-]+)")
                .matcher(description)
                .results()
                .map(result -> result.group(1))
                .collect(Collectors.toSet());
        assertEquals(types, named);
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
                    (row, verdict) -> {
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
