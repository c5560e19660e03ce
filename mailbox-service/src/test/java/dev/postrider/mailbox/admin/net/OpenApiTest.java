package dev.postrider.mailbox.admin.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.mailbox.admin.adapter.AccountTable;
import dev.postrider.mailbox.admin.adapter.AliasTable;
import dev.postrider.mailbox.admin.adapter.AppPasswordTable;
import dev.postrider.mailbox.admin.adapter.DomainTable;
import dev.postrider.mailbox.directory.DirectorySettings;
import dev.postrider.mailbox.directory.DirectorySystem;
import dev.postrider.mailbox.directory.adapter.DirectoryModule;
import dev.postrider.servicekit.admin.AdminApi;
import dev.postrider.servicekit.admin.AdminRoute;
import dev.postrider.servicekit.admin.AdminSettings;
import dev.postrider.servicekit.admin.Problem;
import dev.postrider.servicekit.config.Configuration;
import dev.postrider.servicekit.config.Secret;
import dev.postrider.servicekit.config.Settings;
import dev.postrider.servicekit.oauth.OauthSettings;
import dev.postrider.testkit.TestVertx;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The description says what there is: every route is in it, and nothing else. */
final class OpenApiTest {
    private static final Pattern PATH = Pattern.compile("  (/\\S*):");
    private static final Pattern METHOD = Pattern.compile("    (get|put|post|patch|delete|head|options|trace):");
    private static final Pattern REFERENCE = Pattern.compile("#/components/([a-zA-Z]+)/([a-zA-Z]+)");
    private static final Pattern OPERATION_ID = Pattern.compile("operationId: (\\w+)");

    private final String description = AdminModule.DESCRIPTION.toString();

    @Test
    void everyRouteIsDescribedAndEveryDescriptionIsARoute() {
        assertEquals(routes(), described());
    }

    private Set<String> described() {
        Set<String> described = new TreeSet<>();
        String path = "";
        boolean inPaths = false;
        for (String line : description.lines().toList()) {
            if (!line.startsWith(" ")) {
                inPaths = line.equals("paths:");
            }
            Matcher pathLine = PATH.matcher(line);
            Matcher methodLine = METHOD.matcher(line);
            if (inPaths && pathLine.matches()) {
                path = pathLine.group(1);
            } else if (inPaths && methodLine.matches()) {
                described.add(methodLine.group(1).toUpperCase(Locale.ROOT) + " " + path);
            }
        }
        return described;
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
    void operationIdsAreUnique() {
        Set<String> ids = new TreeSet<>();
        Matcher matcher = OPERATION_ID.matcher(description);
        while (matcher.find()) {
            assertTrue(ids.add(matcher.group(1)), matcher.group(1));
        }
        assertEquals(described().size(), ids.size());
    }

    @Test
    void everyProblemIsDescribed() {
        Set<String> types =
                Stream.of(Problem.Kind.values()).map(AdminApi::typeOf).collect(Collectors.toSet());
        Set<String> named = Pattern.compile("- (urn:postrider:problem:[a-z-]+)")
                .matcher(description)
                .results()
                .map(result -> result.group(1))
                .collect(Collectors.toSet());
        assertEquals(types, named);
    }

    /** The routes of the router itself, as the description writes them. Nothing connects to a database before a request comes. */
    private static Set<String> routes() {
        Settings root = Configuration.of("");
        DirectorySettings directorySettings = DirectorySettings.read(root.section("mailbox-service.directory"));
        AdminSettings adminSettings = AdminSettings.read(root.section("mailbox-service.admin"));
        root.check();
        Vertx vertx = TestVertx.start();
        Pool pool = PgBuilder.pool().using(vertx).build();
        try (DirectoryModule directory = DirectoryModule.create(
                vertx,
                directorySettings,
                OauthSettings.from(root.section("auth.oauth")),
                pool,
                new SimpleMeterRegistry())) {
            AliasTable aliases = new AliasTable(pool, directory);
            List<AdminRoute> routes = AdminModule.routes(
                    new DomainTable(pool, aliases),
                    new AccountTable(pool),
                    new AppPasswordTable(pool),
                    aliases,
                    directory.passwords(),
                    () -> Future.failedFuture("not called"));
            return new TreeSet<>(AdminApi.served(
                    vertx, adminSettings, new Secret("a token for tests"), AdminModule.DESCRIPTION, routes));
        } finally {
            DirectorySystem.await(pool.close());
            DirectorySystem.await(vertx.close());
        }
    }
}
