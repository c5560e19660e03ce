package dev.postrider.mailbox.admin.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.postrider.mailbox.admin.port.Verification;
import dev.postrider.mailbox.directory.DirectorySystem;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.LoggerFactory;

/** The API over HTTP, on PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AdminApiIT {
    private final DirectorySystem system = DirectorySystem.start(
            "",
            () -> Future.succeededFuture(
                    new Verification.Report(2, 5, List.of(new Verification.Breach("I7", 1, "flags differ")), 1)));

    @BeforeAll
    void domain() {
        system.done("PUT", "/domains/example.org", new JsonObject());
    }

    @AfterAll
    void stop() {
        system.close();
    }

    @Test
    void aPutMayBeRepeated() {
        JsonObject alice = new JsonObject()
                .put("displayName", "Alice")
                .put("quotaOctets", 1_000)
                .put("password", "a good password");
        HttpResponse<String> first = system.call("PUT", "/accounts/Alice@example.org", alice);
        HttpResponse<String> second = system.call("PUT", "/accounts/alice@EXAMPLE.org", alice);
        assertEquals(201, first.statusCode());
        assertEquals(200, second.statusCode());
        assertEquals(new JsonObject(first.body()), new JsonObject(second.body()));
        assertEquals("Alice@example.org", new JsonObject(first.body()).getString("login"), "as it was written");
        JsonObject replaced = system.done("PUT", "/accounts/alice@example.org", new JsonObject());
        assertEquals("", replaced.getString("displayName"));
        assertEquals(0, replaced.getLong("quotaOctets"));
        assertTrue(replaced.getBoolean("hasPassword"), "a password is not taken away by saying nothing");
    }

    @Test
    void aNewAccountHasItsMailboxes() {
        JsonObject made = system.done("PUT", "/accounts/boxes@example.org", new JsonObject().put("quotaOctets", 77));
        long quota = DirectorySystem.await(system.pool()
                .query("SELECT a.quota_octets FROM mailbox.account a JOIN mailbox.mailbox m USING (account_id)"
                        + " WHERE m.name = 'INBOX' AND account_id = " + made.getLong("id"))
                .execute()
                .map(rows -> rows.iterator().next().getLong(0)));
        assertEquals(77, quota);
        system.done("PUT", "/accounts/boxes@example.org/quota", new JsonObject().put("quotaOctets", 99));
        JsonObject usage = new JsonObject(
                system.call("GET", "/accounts/boxes@example.org/usage").body());
        assertEquals(99, usage.getLong("quotaOctets"));
        assertEquals(0, usage.getLong("usedOctets"));
        assertEquals(204, system.call("DELETE", "/accounts/boxes@example.org").statusCode());
        long left = DirectorySystem.await(system.pool()
                .query("SELECT count(*) FROM mailbox.mailbox WHERE account_id = " + made.getLong("id"))
                .execute()
                .map(rows -> rows.iterator().next().getLong(0)));
        assertEquals(0, left);
        assertEquals(404, system.call("DELETE", "/accounts/boxes@example.org").statusCode());
    }

    @Test
    void aPatchChangesWhatItNames() {
        system.done("PUT", "/accounts/patch@example.org", new JsonObject().put("displayName", "Pat"));
        JsonObject patched = system.done(
                "PATCH",
                "/accounts/patch@example.org",
                new JsonObject().put("enabled", false).put("administrator", true));
        assertEquals("Pat", patched.getString("displayName"));
        assertFalse(patched.getBoolean("enabled"));
        assertTrue(patched.getBoolean("administrator"));
        assertEquals(
                404,
                system.call("PATCH", "/accounts/none@example.org", new JsonObject())
                        .statusCode());
    }

    @Test
    void onlyNewFailsWhereThereIsSomething() {
        for (String path : List.of("/domains/new.example", "/accounts/n@new.example", "/aliases/o@new.example")) {
            JsonObject body = path.startsWith("/aliases")
                    ? new JsonObject().put("targets", new JsonArray().add("n@new.example"))
                    : new JsonObject();
            assertEquals(201, onlyNew(path, body).statusCode(), path);
            HttpResponse<String> again = onlyNew(path, body);
            assertEquals(412, again.statusCode(), path);
            assertEquals("urn:postrider:problem:already-exists", new JsonObject(again.body()).getString("type"));
        }
        assertEquals(409, system.call("DELETE", "/domains/new.example").statusCode());
        assertEquals(204, system.call("DELETE", "/accounts/n@new.example").statusCode());
        assertEquals(204, system.call("DELETE", "/aliases/o@new.example").statusCode());
        assertEquals(204, system.call("DELETE", "/domains/new.example").statusCode());
    }

    private HttpResponse<String> onlyNew(String path, JsonObject body) {
        return system.send(HttpRequest.newBuilder(system.admin("/admin/v1" + path))
                .header("Authorization", "Bearer " + DirectorySystem.TOKEN)
                .header("Content-Type", "application/json")
                .header("If-None-Match", "*")
                .PUT(HttpRequest.BodyPublishers.ofString(body.encode())));
    }

    @Test
    void listsComeInParts() {
        system.done("PUT", "/domains/pages.example", new JsonObject());
        List<String> made =
                IntStream.range(0, 7).mapToObj(i -> "p" + i + "@pages.example").toList();
        made.forEach(login -> system.done("PUT", "/accounts/" + login, new JsonObject()));
        List<String> read = new ArrayList<>();
        String after = "";
        int parts = 0;
        do {
            JsonObject page = new JsonObject(system.call(
                            "GET",
                            "/accounts?domain=pages.example&limit=3" + (after.isEmpty() ? "" : "&after=" + after))
                    .body());
            page.getJsonArray("items").forEach(item -> read.add(((JsonObject) item).getString("login")));
            after = page.getString("next", "");
            parts++;
        } while (!after.isEmpty());
        assertEquals(made, read);
        assertEquals(3, parts);
        assertTrue(system.call("GET", "/domains?limit=1").body().contains("\"next\""));
    }

    @Test
    void aliasesTellWhereTheyLead() {
        JsonObject made = system.done(
                "PUT",
                "/aliases/%22two%20words%22@example.org",
                new JsonObject()
                        .put("targets", new JsonArray().add("Later@example.org").add("X@Elsewhere.Example")));
        assertEquals("\"two words\"@example.org", made.getString("address"));
        assertEquals(
                List.of("Later@example.org", "X@elsewhere.example"),
                made.getJsonArray("targets").getList());
        assertEquals(
                List.of("Later@example.org"), made.getJsonArray("unresolved").getList());
        JsonObject found = new JsonObject(
                system.call("GET", "/aliases?target=later@example.org").body());
        assertEquals(1, found.getJsonArray("items").size());
    }

    @Test
    void aliasesThatLeadNowhereAreRefused() {
        alias("loop@example.org", "loop@example.org", 422);
        alias("here@example.org", "there@example.org", 201);
        alias("there@example.org", "here@example.org", 422);
        assertEquals(404, system.call("GET", "/aliases/there@example.org").statusCode(), "nothing of it is kept");
        alias("d0@example.org", "x@elsewhere.example", 201);
        for (int i = 1; i < 10; i++) {
            alias("d" + i + "@example.org", "d" + (i - 1) + "@example.org", 201);
        }
        alias("d10@example.org", "d9@example.org", 422);
        HttpResponse<String> catchAll = system.call(
                "PUT",
                "/domains/loop.example",
                new JsonObject().put("catchAll", new JsonArray().add("nobody@loop.example")));
        assertEquals(422, catchAll.statusCode(), catchAll.body());
        assertEquals(404, system.call("GET", "/domains/loop.example").statusCode());
    }

    private void alias(String address, String target, int status) {
        HttpResponse<String> response =
                system.call("PUT", "/aliases/" + address, new JsonObject().put("targets", new JsonArray().add(target)));
        assertEquals(status, response.statusCode(), address + ": " + response.body());
    }

    @TestFactory
    List<DynamicTest> refusesAndSaysWhat() {
        return List.of(
                refused("PUT", "/domains/no_domain.", "{}", 422, "a domain name"),
                refused("PUT", "/domains/-x.example", "{}", 422, "a domain name"),
                refused("PUT", "/domains/" + "a".repeat(64) + ".example", "{}", 422, "a domain name"),
                refused("PUT", "/domains/x.example", "{\"catchAll\":[\"no\"]}", 422, "catchAll[0]"),
                refused("PUT", "/domains/x.example", "{\"enabled\":1}", 422, "true or false"),
                refused("PUT", "/domains/x.example", "{\"colour\":1}", 422, "colour: is not a field"),
                refused("PUT", "/domains/x.example", "{", 400, "not JSON"),
                refused("PUT", "/domains/x.example", "[]", 400, "a JSON object"),
                refused("PUT", "/domains/x.example", "[".repeat(20_000), 400, "not JSON"),
                refused("PUT", "/accounts/x@nowhere.example", "{}", 409, "PUT /admin/v1/domains/nowhere.example"),
                refused("PUT", "/accounts/x", "{}", 422, "an address"),
                refused("PUT", "/accounts/" + "x".repeat(65) + "@example.org", "{}", 422, "at most 64 octets"),
                refused("PUT", "/accounts/" + "%C3%BC".repeat(33) + "@example.org", "{}", 422, "at most 64 octets"),
                refused("PUT", "/accounts/x@%5B192.0.2.1%5D", "{}", 422, "a domain name"),
                refused("PUT", "/accounts/x@example.org", "{\"quotaOctets\":-1}", 422, "0 means no limit"),
                refused("PUT", "/accounts/x@example.org", "{\"quotaOctets\":1.5}", 422, "a whole number"),
                refused("PUT", "/accounts/x@example.org", "{\"quotaOctets\":99999999999999999999}", 422, "a whole"),
                refused("PUT", "/accounts/x@example.org", "{\"displayName\":\"a\\u0000b\"}", 422, "in one line"),
                refused("PUT", "/accounts/x@example.org", "{\"displayName\":null}", 422, "leave it out"),
                refused("PUT", "/accounts/x@example.org", "{\"password\":\"short\"}", 422, "at least 8"),
                refused("PUT", "/accounts/x@example.org/password", "{}", 422, "is needed"),
                refused("PUT", "/aliases/x@nowhere.example", "{\"targets\":[\"a@b.example\"]}", 409, "Add it first"),
                refused("PUT", "/aliases/x@example.org", "{\"targets\":[]}", 422, "1 to 1000"),
                refused("PUT", "/aliases/x@example.org", "{}", 422, "is needed"),
                refused("PUT", "/aliases/x@example.org", "{\"targets\":[\"a@b.c\",\"A@B.C\"]}", 422, "already"),
                refused("GET", "/accounts?limit=0", "", 422, "from 1 to 1000"),
                refused("GET", "/accounts?limit=1&limit=2", "", 422, "more than once"),
                refused("GET", "/accounts/none@example.org", "", 404, "There is no account none@example.org."),
                refused("GET", "/nothing", "", 404, "/admin/v1/openapi.yaml"),
                refused("POST", "/domains", "{}", 405, "/admin/v1/openapi.yaml"),
                refused("PUT", "/domains/x.example", "{\"x\":\"" + "x".repeat(70_000) + "\"}", 413, "65536 octets"),
                // More than sockets hold: the answer comes although nobody wants the rest.
                refused("PUT", "/domains/x.example", "x".repeat(10_000_000), 413, "65536 octets"));
    }

    private DynamicTest refused(String method, String path, String body, int status, String detail) {
        String name = method + " " + path + " " + (body.length() > 60 ? body.substring(0, 60) + "…" : body);
        return DynamicTest.dynamicTest(name, () -> {
            HttpResponse<String> response = system.send(HttpRequest.newBuilder(system.admin("/admin/v1" + path))
                    .header("Authorization", "Bearer " + DirectorySystem.TOKEN)
                    .header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(body)));
            assertEquals(status, response.statusCode(), response.body());
            assertEquals(
                    "application/problem+json",
                    response.headers().firstValue("Content-Type").orElse(""));
            JsonObject problem = new JsonObject(response.body());
            assertTrue(problem.getString("detail").contains(detail), response.body());
            assertEquals(status, problem.getInteger("status"));
            assertTrue(problem.getString("type").startsWith("urn:postrider:problem:"));
        });
    }

    @Test
    void aBodyMustSayThatItIsJson() {
        HttpResponse<String> response = system.send(HttpRequest.newBuilder(system.admin("/admin/v1/domains/x.example"))
                .header("Authorization", "Bearer " + DirectorySystem.TOKEN)
                .header("Content-Type", "text/plain")
                .PUT(HttpRequest.BodyPublishers.ofString("{}")));
        assertEquals(415, response.statusCode());
    }

    @Test
    void nothingWithoutTheToken() {
        for (String authorization : List.of(
                "", "Bearer", "Bearer ", "Bearer wrong", "Basic " + DirectorySystem.TOKEN, DirectorySystem.TOKEN)) {
            HttpRequest.Builder request = HttpRequest.newBuilder(system.admin("/admin/v1/domains"));
            if (!authorization.isEmpty()) {
                request.header("Authorization", authorization);
            }
            HttpResponse<String> response = system.send(request);
            assertEquals(401, response.statusCode(), authorization);
            assertTrue(
                    response.headers().firstValue("WWW-Authenticate").orElse("").startsWith("Bearer"));
        }
        HttpResponse<String> unknown = system.send(HttpRequest.newBuilder(system.admin("/admin/v1/whatever")));
        assertEquals(401, unknown.statusCode(), "not even what exists");
        HttpResponse<String> description = system.send(HttpRequest.newBuilder(system.admin("/admin/v1/openapi.yaml")));
        assertEquals(200, description.statusCode());
        assertTrue(description.body().startsWith("openapi: 3.1.0"));
    }

    @Test
    void verifyReportsTheMailboxesAndTheDirectory() {
        system.done("PUT", "/accounts/split@example.org", new JsonObject().put("quotaOctets", 5));
        DirectorySystem.await(system.pool()
                .query("UPDATE mailbox.account m SET quota_octets = 6 FROM directory.account a"
                        + " WHERE a.local_key = 'split' AND a.id = m.account_id")
                .execute());
        JsonObject report = system.done("POST", "/verify", new JsonObject());
        system.call("DELETE", "/accounts/split@example.org");
        assertFalse(report.getBoolean("ok"));
        assertEquals(2, report.getLong("breachCount"));
        assertEquals("I7", report.getJsonArray("breaches").getJsonObject(0).getString("promise"));
        assertEquals(
                "quota 5 in the directory, 6 with the mailboxes",
                report.getJsonArray("breaches").getJsonObject(1).getString("detail"));
    }

    /** Written to the socket as they are, since a client would not send them. */
    @TestFactory
    List<DynamicTest> malformedHeadersAreRefused() {
        return List.of(
                raw("a name with a space", "X Y: 1", "400"),
                raw("a name with a colon in front", ": 1", "400"),
                raw("a name with a bracket", "X(y): 1", "400"),
                raw("a name that almost is Content-Length", "Content-Xength: 4", "401"),
                raw("two lengths", "Content-Length: 4\r\nContent-Length: 5", "400"),
                raw("a length and chunks", "Content-Length: 4\r\nTransfer-Encoding: chunked", "400"));
    }

    private DynamicTest raw(String name, String header, String status) {
        return DynamicTest.dynamicTest(name, () -> {
            String answer = exchange("PUT /admin/v1/domains/raw.example HTTP/1.1\r\nHost: localhost\r\n" + header
                    + "\r\n\r\nGET /admin/v1/openapi.yaml HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertTrue(answer.startsWith("HTTP/1.1 " + status), answer);
            assertFalse(answer.contains("openapi: 3.1.0"), "what followed was not taken for a request: " + answer);
        });
    }

    private String exchange(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), system.adminPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void everyChangeIsInTheAuditLogAndNoSecretIsInAny() {
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        appender.start();
        root.addAppender(appender);
        try {
            system.done("PUT", "/accounts/audit@example.org", new JsonObject().put("password", "hunter2 hunter2"));
            system.done(
                    "PUT", "/accounts/audit@example.org/password", new JsonObject().put("password", "hunter3 hunter3"));
            system.call("PUT", "/accounts/audit@example.org", new JsonObject().put("password", "hunter4"));
            system.call("GET", "/accounts/audit@example.org");
        } finally {
            root.detachAppender(appender);
        }
        List<String> audit = List.copyOf(appender.list).stream()
                .filter(event -> event.getLoggerName().equals("dev.postrider.audit"))
                .map(event -> event.getFormattedMessage() + " " + event.getKeyValuePairs())
                .toList();
        assertEquals(3, audit.size(), audit.toString());
        assertTrue(audit.get(0).startsWith("changed"), audit.get(0));
        assertTrue(audit.get(0).contains("who=\"tests\""), audit.get(0));
        assertTrue(audit.get(0).contains("audit@example.org"), audit.get(0));
        assertTrue(audit.get(2).startsWith("not changed"), audit.get(2));
        List.copyOf(appender.list)
                .forEach(event -> assertFalse(
                        (event.getFormattedMessage() + event.getKeyValuePairs()).contains("hunter"), event.toString()));
    }
}
