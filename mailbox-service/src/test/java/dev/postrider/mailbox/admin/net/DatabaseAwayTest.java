package dev.postrider.mailbox.admin.net;

import static dev.postrider.mailbox.directory.DirectorySystem.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.contracts.AuthenticateRequest;
import dev.postrider.contracts.AuthenticateResponse;
import dev.postrider.contracts.MaySendAsRequest;
import dev.postrider.contracts.ResolveRequest;
import dev.postrider.mailbox.directory.DirectorySettings;
import dev.postrider.mailbox.directory.adapter.DirectoryModule;
import dev.postrider.mailbox.directory.adapter.GrpcDirectory;
import dev.postrider.servicekit.admin.AdminApi;
import dev.postrider.servicekit.admin.AdminSettings;
import dev.postrider.servicekit.config.Configuration;
import dev.postrider.servicekit.config.Settings;
import dev.postrider.servicekit.oauth.OauthSettings;
import dev.postrider.servicekit.postgres.Databases;
import dev.postrider.servicekit.postgres.PostgresSettings;
import dev.postrider.testkit.TestVertx;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** PostgreSQL does not answer: everything that needs it may pass, so nothing is said for good. */
final class DatabaseAwayTest {
    private static final String TOKEN = "a token for tests, long enough";

    private final Vertx vertx = TestVertx.start();
    private final Settings root = Configuration.of("""
            postgres { host = "127.0.0.1", port = %d, tls = disable }
            mailbox-service {
              directory { argon2 { memory = 64 KiB, iterations = 1 }, throttle { per-client-and-login = 3 } }
              admin { port = 0, token = "%s" }
            }
            """.formatted(closedPort(), TOKEN));
    private final Pool pool = Databases.pool(vertx, PostgresSettings.from(root.section("postgres")), "test");
    private final DirectoryModule directory = DirectoryModule.create(
            vertx,
            DirectorySettings.read(root.section("mailbox-service.directory")),
            OauthSettings.from(root.section("auth.oauth")),
            pool,
            new SimpleMeterRegistry());
    private final GrpcDirectory grpc = directory.directory();

    private static int closedPort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void check() {
        root.check();
    }

    @AfterEach
    void stop() {
        directory.close();
        await(pool.close());
        await(vertx.close());
    }

    @Test
    void theDirectoryIsUnavailable() {
        List<Future<?>> calls = List.of(
                grpc.resolve(ResolveRequest.newBuilder()
                        .addAddresses("a@example.org")
                        .build()),
                grpc.maySendAs(MaySendAsRequest.newBuilder()
                        .setAddress("a@example.org")
                        .build()),
                grpc.authenticate(login("a@example.org")));
        await(Future.join(calls).otherwiseEmpty());
        for (Future<?> call : calls) {
            assertTrue(call.cause() instanceof StatusException, String.valueOf(call.cause()));
            assertEquals(GrpcStatus.UNAVAILABLE, ((StatusException) call.cause()).status());
        }
    }

    @Test
    void outagesDoNotCountAsFailedLogins() {
        for (int i = 0; i < 10; i++) {
            Future<AuthenticateResponse> attempt = grpc.authenticate(login("a@example.org"));
            await(attempt.otherwiseEmpty());
            assertTrue(attempt.failed(), "never throttled, never invalid");
        }
    }

    private static AuthenticateRequest login(String name) {
        return AuthenticateRequest.newBuilder()
                .setLogin(name)
                .setPassword("secret secret")
                .setClientIp("192.0.2.1")
                .build();
    }

    @Test
    void theAdminApiSaysTryAgain() throws IOException, InterruptedException {
        AdminApi admin = await(AdminModule.start(
                vertx,
                AdminSettings.read(root.section("mailbox-service.admin")),
                pool,
                directory,
                () -> Future.failedFuture(new IOException("down")),
                Optional.empty()));
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (String path : List.of("domains", "accounts/a@example.org", "aliases?limit=3")) {
                HttpResponse<String> response = http.send(
                        HttpRequest.newBuilder(URI.create(
                                        "http://127.0.0.1:" + admin.port().orElseThrow() + "/admin/v1/" + path))
                                .header("Authorization", "Bearer " + TOKEN)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertEquals(503, response.statusCode(), response.body());
                assertEquals("1", response.headers().firstValue("Retry-After").orElse(""));
                assertEquals("urn:postrider:problem:unavailable", new JsonObject(response.body()).getString("type"));
                assertFalse(response.body().contains("127.0.0.1"), "nothing of the inside");
            }
        }
        await(admin.close());
    }

    @Test
    void withoutATokenTheApiIsOff() {
        AdminApi off = await(AdminModule.start(
                vertx,
                AdminSettings.read(Configuration.of("").section("mailbox-service.admin")),
                pool,
                directory,
                () -> Future.failedFuture(new IOException("down")),
                Optional.empty()));
        assertTrue(off.port().isEmpty());
        await(off.close());
    }
}
