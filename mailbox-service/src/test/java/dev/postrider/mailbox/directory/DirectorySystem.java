package dev.postrider.mailbox.directory;

import dev.postrider.mail.Address;
import dev.postrider.mailbox.admin.net.AdminModule;
import dev.postrider.mailbox.admin.port.Verification;
import dev.postrider.mailbox.directory.adapter.DirectoryModule;
import dev.postrider.servicekit.admin.AdminApi;
import dev.postrider.servicekit.admin.AdminSettings;
import dev.postrider.servicekit.config.Configuration;
import dev.postrider.servicekit.config.Settings;
import dev.postrider.servicekit.oauth.OauthSettings;
import dev.postrider.servicekit.postgres.Databases;
import dev.postrider.servicekit.postgres.Migrations;
import dev.postrider.servicekit.postgres.PostgresSettings;
import dev.postrider.testkit.TestVertx;
import dev.postrider.testkit.fixture.PostgresFixture;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The directory and its admin API on a database of their own, with cheap password hashes. */
public final class DirectorySystem implements AutoCloseable {
    public static final String TOKEN = "a token for tests, long enough";

    private final Vertx vertx = TestVertx.start();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Pool pool;
    private final DirectoryModule directory;
    private final AdminApi admin;

    private DirectorySystem(String hocon, Verification verification) {
        Settings root = Configuration.of(
                """
                        mailbox-service {
                          directory { argon2 { memory = 64 KiB, iterations = 1 }, scram { iterations = 4096 } }
                          admin { port = 0, token = "%s", token-name = "tests", max-body = 64 KiB }
                        }
                        """.formatted(TOKEN) + PostgresFixture.shared().freshDatabase().hocon() + "\n" + hocon);
        PostgresSettings postgres = PostgresSettings.from(root.section("postgres"));
        DirectorySettings directorySettings = DirectorySettings.read(root.section("mailbox-service.directory"));
        OauthSettings oauth = OauthSettings.from(root.section("auth.oauth"));
        AdminSettings adminSettings = AdminSettings.read(root.section("mailbox-service.admin"));
        root.check();
        await(Migrations.run(vertx, postgres, "classpath:db/mailbox", "mailbox"));
        await(Migrations.run(vertx, postgres, "classpath:db/directory", "directory"));
        pool = Databases.pool(vertx, postgres, "directory-test");
        directory = DirectoryModule.create(vertx, directorySettings, oauth, pool, new SimpleMeterRegistry());
        admin = await(AdminModule.start(vertx, adminSettings, pool, directory, verification, Optional.empty()));
    }

    public static DirectorySystem start() {
        return start("", () -> Future.succeededFuture(new Verification.Report(0, 0, List.of(), 0)));
    }

    /**
     * @param hocon settings beyond the defaults, with full paths
     */
    public static DirectorySystem start(String hocon, Verification verification) {
        return new DirectorySystem(hocon, verification);
    }

    public Vertx vertx() {
        return vertx;
    }

    public Pool pool() {
        return pool;
    }

    public DirectoryModule directory() {
        return directory;
    }

    public int adminPort() {
        return admin.port().orElseThrow();
    }

    public URI admin(String path) {
        return URI.create("http://127.0.0.1:" + adminPort() + path);
    }

    /** A call of the admin API with the token. */
    public HttpResponse<String> call(String method, String path, JsonObject body) {
        return send(HttpRequest.newBuilder(admin("/admin/v1" + path))
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body.encode())));
    }

    /** A call without body. */
    public HttpResponse<String> call(String method, String path) {
        return send(HttpRequest.newBuilder(admin("/admin/v1" + path))
                .header("Authorization", "Bearer " + TOKEN)
                .method(method, HttpRequest.BodyPublishers.noBody()));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A call that must succeed; its body, or an empty object. */
    public JsonObject done(String method, String path, JsonObject body) {
        HttpResponse<String> response = call(method, path, body);
        if (response.statusCode() >= 300) {
            throw new AssertionError(method + " " + path + ": " + response.statusCode() + " " + response.body());
        }
        return response.body().isEmpty() ? new JsonObject() : new JsonObject(Buffer.buffer(response.body()));
    }

    /** Puts a table into the database through the admin API, and sets what is used. Ids of accounts are those of the table. */
    public void load(ResolutionTable table) {
        table.domains().keySet().forEach(name -> done("PUT", "/domains/" + name, new JsonObject()));
        for (ResolutionTable.Account account : table.accounts()) {
            JsonObject made = done(
                    "PUT",
                    "/accounts/" + encoded(account.login()),
                    new JsonObject()
                            .put("enabled", account.enabled())
                            .put("administrator", account.administrator())
                            .put("quotaOctets", account.quota()));
            if (made.getLong("id") != account.id()) {
                throw new AssertionError("account " + account.login() + " has id " + made.getLong("id"));
            }
            await(pool.query("UPDATE mailbox.account SET used_octets = " + account.used() + " WHERE account_id = "
                            + account.id())
                    .execute());
        }
        table.aliases().forEach(this::loadAlias);
        table.domains().forEach((name, enabled) -> {
            JsonObject domain = new JsonObject(call("GET", "/domains/" + name).body());
            done(
                    "PUT",
                    "/domains/" + name,
                    new JsonObject().put("enabled", enabled).put("catchAll", domain.getJsonArray("catchAll")));
        });
    }

    private void loadAlias(Address address, List<Address> targets) {
        List<String> texts = targets.stream().map(Address::toString).toList();
        if (address.localPart().isEmpty()) {
            done("PUT", "/domains/" + address.domain(), new JsonObject().put("catchAll", texts));
            return;
        }
        HttpResponse<String> response =
                call("PUT", "/aliases/" + encoded(address), new JsonObject().put("targets", texts));
        if (response.statusCode() == 422) {
            // A loop, which the API refuses: this is what an older or a concurrent writer may have left.
            insertBehindTheApi(address, targets);
        }
    }

    private void insertBehindTheApi(Address address, List<Address> targets) {
        Address key = address.canonical();
        await(pool.preparedQuery("INSERT INTO directory.alias (domain, local_key, local_part) VALUES ($1, $2, $2)")
                .execute(Tuple.of(key.domain(), key.localPart())));
        for (int i = 0; i < targets.size(); i++) {
            Address target = targets.get(i);
            await(pool.preparedQuery("INSERT INTO directory.alias_target VALUES ($1, $2, $3, $4, $5, $6)")
                    .execute(Tuple.of(
                            key.domain(),
                            key.localPart(),
                            i,
                            target.canonical().domain(),
                            target.canonical().localPart(),
                            target.localPart())));
        }
    }

    public static String encoded(Address address) {
        return encoded(address.toString());
    }

    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Waits for a future, as a test may. */
    public static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException("no answer within 30 s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        await(admin.close());
        directory.close();
        await(pool.close());
        await(vertx.close());
        http.close();
    }
}
