package dev.postrider.mailbox.directory.adapter;

import static dev.postrider.mailbox.directory.DirectorySystem.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.contracts.AuthenticateRequest;
import dev.postrider.contracts.AuthenticateResponse;
import dev.postrider.contracts.DirectoryGrpcClient;
import dev.postrider.contracts.MaySendAsRequest;
import dev.postrider.contracts.Resolution;
import dev.postrider.contracts.ResolveRequest;
import dev.postrider.contracts.ResolveResponse;
import dev.postrider.contracts.Target;
import dev.postrider.mailbox.directory.DirectorySettings;
import dev.postrider.mailbox.directory.DirectorySystem;
import dev.postrider.mailbox.directory.ResolutionTable;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** The gRPC service over a socket and PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DirectoryIT {
    private final ResolutionTable table = ResolutionTable.read("/directory/resolution.table");
    private final DirectorySystem system = DirectorySystem.start();
    private final HttpServer server = system.vertx().createHttpServer();
    private DirectoryGrpcClient client = clientTo(1);

    @BeforeAll
    void start() {
        GrpcServer grpc = GrpcServer.server(system.vertx());
        grpc.addService(system.directory().grpc());
        await(server.requestHandler(grpc).listen(0, "127.0.0.1"));
        client = clientTo(server.actualPort());
        system.load(table);
    }

    private DirectoryGrpcClient clientTo(int port) {
        return DirectoryGrpcClient.create(
                GrpcClient.client(system.vertx()), SocketAddress.inetSocketAddress(port, "127.0.0.1"));
    }

    @AfterAll
    void stop() {
        await(server.close());
        system.close();
    }

    @TestFactory
    List<DynamicTest> resolvesAsTheTableSays() {
        return table.cases().stream()
                .map(c -> DynamicTest.dynamicTest(c.toString(), () -> {
                    ResolveResponse response = await(client.resolve(ResolveRequest.newBuilder()
                            .addAddresses(c.question())
                            .setSizeOctets(c.sizeOctets())
                            .build()));
                    assertEquals(c.answer(), show(response.getResolutions(0)));
                }))
                .toList();
    }

    @Test
    void answersABatchInItsOrder() {
        List<ResolutionTable.Case> cases = table.cases().stream()
                .filter(c -> c.sizeOctets() == 0)
                .limit(100)
                .toList();
        ResolveResponse response = await(client.resolve(ResolveRequest.newBuilder()
                .addAllAddresses(
                        cases.stream().map(ResolutionTable.Case::question).toList())
                .build()));
        assertEquals(
                cases.stream().map(ResolutionTable.Case::answer).toList(),
                response.getResolutionsList().stream().map(this::show).toList());
    }

    @Test
    void refusesMoreThanAHundred() {
        ResolveRequest request = ResolveRequest.newBuilder()
                .addAllAddresses(IntStream.range(0, 101)
                        .mapToObj(i -> "u" + i + "@example.org")
                        .toList())
                .build();
        assertThrows(IllegalStateException.class, () -> await(client.resolve(request)));
        assertEquals(
                0, await(client.resolve(ResolveRequest.getDefaultInstance())).getResolutionsCount());
    }

    @Test
    void aListOfAThousandIsResolvedInOneGo() {
        List<String> members = IntStream.range(0, 1_000)
                .mapToObj(i -> "m" + i + "@elsewhere.example")
                .toList();
        system.done("PUT", "/aliases/thousand@example.org", new JsonObject().put("targets", members));
        ResolveResponse response = await(client.resolve(
                ResolveRequest.newBuilder().addAddresses("thousand@example.org").build()));
        assertEquals(Resolution.Status.LOCAL, response.getResolutions(0).getStatus());
        assertEquals(
                members,
                response.getResolutions(0).getTargetsList().stream()
                        .map(Target::getRemoteAddress)
                        .toList());
    }

    @Test
    void tellsWhoMaySendAsWhom() {
        assertTrue(maySend(1, "Sales+x@example.org"));
        assertTrue(maySend(1, "whoever@any.example"));
        assertTrue(maySend(2, "sales@example.org"));
        assertFalse(maySend(1, "bob@example.org"));
        assertFalse(maySend(1, "alice@elsewhere.example"));
        assertFalse(maySend(4711, "alice@example.org"));
    }

    private boolean maySend(long account, String address) {
        return await(client.maySendAs(MaySendAsRequest.newBuilder()
                        .setAccountId(account)
                        .setAddress(address)
                        .build()))
                .getAllowed();
    }

    @Test
    void logsInWithTheCurrentPasswordOnly() {
        account("login@example.org", "first password");
        AuthenticateResponse ok = login("LOGIN@Example.ORG", "first password", "192.0.2.1");
        assertEquals(AuthenticateResponse.Result.OK, ok.getResult());
        assertEquals("login@example.org", ok.getLogin());
        assertNotEquals(0, ok.getAccountId());
        assertEquals(AuthenticateResponse.Result.OK, result("login@example.org", "first password"), "remembered");
        assertEquals(AuthenticateResponse.Result.INVALID, result("login@example.org", "First password"));
        assertEquals(AuthenticateResponse.Result.INVALID, result("login@example.org", ""));
        assertEquals(AuthenticateResponse.Result.INVALID, result("login@example.org", "x".repeat(5_000)));
        assertEquals(AuthenticateResponse.Result.INVALID, result("nobody.here@example.org", "first password"));
        assertEquals(AuthenticateResponse.Result.INVALID, result("no address", "first password"));

        system.done("PUT", "/accounts/login@example.org/password", new JsonObject().put("password", "second password"));
        assertEquals(AuthenticateResponse.Result.INVALID, result("login@example.org", "first password"));
        assertEquals(AuthenticateResponse.Result.OK, result("login@example.org", "second password"));

        system.done("PATCH", "/accounts/login@example.org", new JsonObject().put("enabled", false));
        assertEquals(AuthenticateResponse.Result.DISABLED, result("login@example.org", "second password"));
        assertEquals(AuthenticateResponse.Result.INVALID, result("login@example.org", "first password"));
    }

    @Test
    void anAccountWithoutAPasswordLetsNobodyIn() {
        system.done("PUT", "/accounts/mute@example.org", new JsonObject());
        assertEquals(AuthenticateResponse.Result.INVALID, result("mute@example.org", ""));
    }

    @Test
    void passwordsAreComparedInOneNormalForm() {
        account("umlaut@example.org", "gr\u00fc\u00dfe aus k\u00f6ln");
        assertEquals(AuthenticateResponse.Result.OK, result("umlaut@example.org", "gru\u0308\u00dfe aus ko\u0308ln"));
    }

    @Test
    void tooManyFailuresAreThrottledForLoginsThatExistAndThatDoNot() {
        account("guessed@example.org", "the right password");
        for (String login : List.of("guessed@example.org", "not.there@example.org")) {
            String client = login.startsWith("g") ? "198.51.100.1" : "198.51.100.2";
            for (int i = 0; i < 10; i++) {
                assertEquals(
                        AuthenticateResponse.Result.INVALID,
                        login(login, "guess " + i, client).getResult());
            }
            assertEquals(
                    AuthenticateResponse.Result.THROTTLED,
                    login(login, "guess 10", client).getResult());
        }
        assertEquals(
                AuthenticateResponse.Result.THROTTLED,
                login("guessed@example.org", "the right password", "198.51.100.1")
                        .getResult(),
                "not even the right one tells");
        assertEquals(
                AuthenticateResponse.Result.OK,
                login("guessed@example.org", "the right password", "198.51.100.9")
                        .getResult(),
                "others are not held up");
    }

    @Test
    void anOldHashIsMadeAnewAtALogin() {
        account("old@example.org", "unchanged password");
        String old;
        try (Argon2Passwords weaker = new Argon2Passwords(
                system.vertx(),
                new DirectorySettings.Argon2(32, 1, 1),
                new DirectorySettings.Scram(true, 4096),
                1,
                1)) {
            old = await(weaker.keep("unchanged password")).hash();
        }
        await(system.pool()
                .preparedQuery("UPDATE directory.account SET password_hash = $1 WHERE local_key = 'old'")
                .execute(Tuple.of(old)));
        assertEquals(AuthenticateResponse.Result.OK, result("old@example.org", "unchanged password"));
        // The renewal follows the answer; each look is a round trip to the database.
        String renewed = old;
        for (int looks = 0; looks < 2_000 && renewed.equals(old); looks++) {
            renewed = await(hashOf("old"));
        }
        assertTrue(renewed.startsWith("$argon2id$v=19$m=64,t=1,p=1$"), renewed);
        assertEquals(AuthenticateResponse.Result.OK, result("old@example.org", "unchanged password"));
    }

    private Future<String> hashOf(String key) {
        return system.pool()
                .preparedQuery("SELECT password_hash FROM directory.account WHERE local_key = $1")
                .execute(Tuple.of(key))
                .map(rows -> rows.iterator().next().getString(0));
    }

    private void account(String login, String password) {
        system.done("PUT", "/accounts/" + login, new JsonObject().put("password", password));
    }

    private AuthenticateResponse.Result result(String login, String password) {
        return login(login, password, "192.0.2.7").getResult();
    }

    private AuthenticateResponse login(String login, String password, String clientIp) {
        return await(client.authenticate(request(login, password, clientIp)));
    }

    private static AuthenticateRequest request(String login, String password, String clientIp) {
        return AuthenticateRequest.newBuilder()
                .setLogin(login)
                .setPassword(password)
                .setClientIp(clientIp)
                .setProtocol("test")
                .build();
    }

    private String show(Resolution resolution) {
        String targets = resolution.getTargetsList().stream().map(this::show).collect(Collectors.joining(" "));
        return switch (resolution.getStatus()) {
            case LOCAL -> "local " + targets;
            case REMOTE -> "remote " + targets;
            case UNKNOWN_USER -> "unknown";
            case DISABLED -> "disabled";
            case OVER_QUOTA -> "over-quota";
            case STATUS_UNSPECIFIED, UNRECOGNIZED -> resolution.toString();
        };
    }

    private String show(Target target) {
        if (!target.hasLocal()) {
            return "<" + target.getRemoteAddress() + ">";
        }
        String detail = target.getLocal().getDetail();
        return table.loginOf(target.getLocal().getAccountId()) + (detail.isEmpty() ? "" : "+" + detail);
    }
}
