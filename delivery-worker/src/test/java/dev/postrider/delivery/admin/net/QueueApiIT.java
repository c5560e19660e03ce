package dev.postrider.delivery.admin.net;

import static dev.postrider.delivery.adapter.DeskFixture.await;
import static dev.postrider.delivery.adapter.DeskFixture.waiting;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.delivery.adapter.DeskFixture;
import dev.postrider.delivery.admin.QueueOperations;
import dev.postrider.delivery.hold.DrainingException;
import dev.postrider.delivery.port.DeferredRow;
import dev.postrider.mail.QueueId;
import dev.postrider.servicekit.admin.AdminApi;
import dev.postrider.servicekit.admin.AdminSettings;
import dev.postrider.servicekit.config.Configuration;
import dev.postrider.servicekit.config.Settings;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The API over HTTP, on PostgreSQL; how a worker gives mail up is the test's own. */
class QueueApiIT {
    private static final String TOKEN = "a token for tests, long enough";

    private final DeskFixture queue = new DeskFixture();
    private final EventList events = new EventList();
    private final Map<String, DeferredRow.GivenUp> givenUp = new ConcurrentHashMap<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private Optional<Throwable> givingUpFails = Optional.empty();
    /** What is given up before it fails. */
    private final AtomicInteger givenUpFirst = new AtomicInteger();

    private final AdminApi api = start("delivery-worker.admin { port = 0, token = \"" + TOKEN + "\" }");

    private AdminApi start(String hocon) {
        Settings root = Configuration.of(hocon);
        AdminSettings settings = AdminSettings.read(root.section("delivery-worker.admin"));
        root.check();
        QueueOperations operations = new QueueOperations(
                queue.desk, events, this::giveUp, "test", Duration.ofMinutes(1), InstantSource.system());
        return await(AdminModule.start(queue.vertx, settings, queue.desk, operations, Optional.empty()));
    }

    private Future<Void> giveUp(DeferredRow row) {
        if (givingUpFails.isPresent() && givenUpFirst.getAndDecrement() <= 0) {
            Throwable failure = givingUpFails.get();
            Future<Void> letGo =
                    failure instanceof DrainingException ? queue.queue.release(List.of(row)) : queue.queue.hold(row);
            return letGo.compose(done -> Future.failedFuture(failure));
        }
        givenUp.put(row.queueId(), row.givenUp().orElseThrow());
        return queue.queue.remove(row).mapEmpty();
    }

    @AfterEach
    void stop() {
        await(api.close());
        http.close();
        queue.close();
    }

    private HttpResponse<String> call(String method, String path) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + api.port().orElseThrow() + "/admin/v1" + path))
                .header("Authorization", "Bearer " + TOKEN)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError("no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private JsonObject done(String method, String path) {
        HttpResponse<String> response = call(method, path);
        assertEquals(200, response.statusCode(), response.body());
        return new JsonObject(response.body());
    }

    private String refused(int status, String method, String path) {
        HttpResponse<String> response = call(method, path);
        assertEquals(status, response.statusCode(), response.body());
        return new JsonObject(response.body()).getString("detail");
    }

    private String deferred(String destination) {
        String queueId = QueueId.of(System.currentTimeMillis(), events.told().size() + queue.count("true"))
                .text();
        queue.defer(waiting(queueId, destination));
        return queueId;
    }

    private static JsonObject result(int changed, int busy) {
        return new JsonObject().put("changed", changed).put("unreadable", 0).put("busy", busy);
    }

    @Test
    void itTellsWhereMailWaitsAndWhy() {
        String id = deferred("x.example");
        deferred("y.example");
        JsonObject summary = done("GET", "/queue?destination=x.example");
        assertEquals(1, summary.getInteger("messages"));
        JsonObject destination = summary.getJsonArray("destinations").getJsonObject(0);
        assertEquals("x.example", destination.getString("destination"));
        assertEquals("refused_for_now", destination.getString("reason"));
        assertEquals("451 4.7.1 later", destination.getString("lastReply"));
        assertEquals(2, destination.getInteger("attempts"));
        JsonObject message = done("GET", "/queue/messages/" + id);
        JsonObject part = message.getJsonArray("parts").getJsonObject(0);
        assertEquals("waiting", part.getString("state"));
        assertEquals(new JsonArray().add("a@x.example").add("b@x.example"), part.getJsonArray("recipients"));
        assertTrue(part.containsKey("nextAttemptAt") && part.containsKey("expiresAt"));
        assertEquals(
                part,
                done("GET", "/queue/messages?destination=x.example")
                        .getJsonArray("items")
                        .getJsonObject(0));
    }

    @Test
    void listsGoOnWhereTheyEnded() {
        List<String> made = List.of(deferred("x.example"), deferred("x.example"), deferred("x.example"));
        List<String> read = new ArrayList<>();
        String after = "";
        do {
            JsonObject page = done("GET", "/queue/messages?limit=2" + (after.isEmpty() ? "" : "&after=" + after));
            page.getJsonArray("items").forEach(item -> read.add(((JsonObject) item).getString("queueId")));
            after = page.getString("next", "");
        } while (!after.isEmpty());
        assertEquals(made, read);
    }

    @Test
    void eachActionIsDoneAndTold() {
        String id = deferred("x.example");
        assertEquals(result(1, 0), done("POST", "/queue/messages/" + id + "/retry"));
        assertEquals("due", state(id));
        assertEquals(result(1, 0), done("POST", "/queue/messages/" + id + "/hold"));
        assertEquals("held", state(id));
        assertEquals(result(0, 0), done("POST", "/queue/messages/" + id + "/hold"), "it may be repeated");
        assertEquals(result(1, 0), done("POST", "/queue/messages/" + id + "/release"));
        assertEquals(result(1, 0), done("POST", "/queue/messages/" + id + "/drop"));
        refused(404, "GET", "/queue/messages/" + id);
        assertEquals(
                List.of(
                        "RESCHEDULED a@x.example",
                        "RESCHEDULED b@x.example",
                        "HELD a@x.example",
                        "HELD b@x.example",
                        "RELEASED a@x.example",
                        "RELEASED b@x.example",
                        "DROPPED a@x.example",
                        "DROPPED b@x.example"),
                events.told().stream()
                        .map(event -> event.getKind() + " " + event.getRecipient())
                        .toList());
        assertTrue(events.told().stream()
                .allMatch(event ->
                        event.getQueueId().equals(id) && event.getReason().equals("ADMINISTRATIVE")));
    }

    private String state(String id) {
        return done("GET", "/queue/messages/" + id)
                .getJsonArray("parts")
                .getJsonObject(0)
                .getString("state");
    }

    @Test
    void whatIsGivenUpGoesTheWorkersWay() {
        String id = deferred("x.example");
        done("POST", "/queue/messages/" + id + "/hold");
        assertEquals(result(1, 0), done("POST", "/queue/messages/" + id + "/fail"));
        assertEquals(
                new DeferredRow.GivenUp("mx.x.example", "451 4.7.1 later"), Objects.requireNonNull(givenUp.get(id)));
        assertEquals(0, queue.count("true"));
    }

    @Test
    void whatCannotBeGivenUpStays() {
        String id = deferred("x.example");
        givingUpFails = Optional.of(new IllegalStateException("not understood"));
        JsonObject result = done("POST", "/queue/messages/" + id + "/fail");
        assertEquals(List.of(0, 1), List.of(result.getInteger("changed"), result.getInteger("unreadable")));
        givingUpFails = Optional.of(new DrainingException("test"));
        assertTrue(refused(503, "POST", "/queue/messages/" + id + "/fail").contains("stopping"));
        assertEquals("in-progress", state(id), "the next worker gives it up");
    }

    /** What it had begun is for other workers to end; what comes behind it is for the caller to go on with. */
    @Test
    void aWorkerThatStopsSaysHowFarItGot() {
        for (int i = 0; i < 4; i++) {
            deferred("x.example");
        }
        givingUpFails = Optional.of(new DrainingException("test"));
        givenUpFirst.set(2);
        JsonObject part = done("POST", "/queue/fail?destination=x.example&limit=3");
        assertEquals(2, part.getInteger("changed"));
        refused(503, "POST", "/queue/fail?destination=x.example&limit=3&after=" + part.getString("next"));
        givingUpFails = Optional.empty();
        assertEquals(result(0, 2), done("POST", "/queue/fail?destination=x.example&after=" + part.getString("next")));
        assertEquals(
                2,
                queue.claim().stream().filter(row -> row.givenUp().isPresent()).count());
    }

    /** Rows that stay where they are must not be met again and again. */
    @Test
    void whatCannotBeGivenUpIsPassedOverOnce() {
        for (int i = 0; i < 3; i++) {
            deferred("x.example");
        }
        givingUpFails = Optional.of(new IllegalStateException("not understood"));
        int unreadable = 0;
        String after = "0";
        for (int call = 0; call < 2; call++) {
            JsonObject result = done("POST", "/queue/fail?destination=x.example&limit=2&after=" + after);
            unreadable += result.getInteger("unreadable");
            after = result.getString("next", "");
        }
        assertEquals("", after);
        assertEquals(3, unreadable);
    }

    @Test
    void whatAWorkerIsAtIsLeftAlone() {
        String id = deferred("x.example");
        String other = deferred("x.example");
        queue.run(
                "UPDATE delivery.deferred SET lease_until = now() + interval '1 minute' WHERE queue_id = '" + id + "'");
        for (String action : List.of("retry", "hold", "fail", "drop")) {
            assertTrue(
                    refused(409, "POST", "/queue/messages/" + id + "/" + action).contains(id));
        }
        assertEquals(result(1, 1), done("POST", "/queue/drop?destination=x.example"));
        assertEquals("in-progress", state(id));
        refused(404, "GET", "/queue/messages/" + other);
    }

    @Test
    void manyAreChangedInParts() {
        for (int i = 0; i < 3; i++) {
            deferred("x.example");
        }
        deferred("y.example");
        JsonObject first = done("POST", "/queue/hold?destination=x.example&limit=2");
        assertEquals(2, first.getInteger("changed"));
        assertFalse(first.containsKey("busy"), "it is counted once, at the end");
        assertEquals(
                result(1, 0),
                done("POST", "/queue/hold?destination=x.example&limit=2&after=" + first.getString("next")));
        assertEquals(result(3, 0), done("POST", "/queue/release?all=true"));
    }

    /** A slip of the hand must not mean everything. */
    @Test
    void whatIsNotUnderstoodIsRefused() {
        deferred("x.example");
        assertTrue(refused(422, "POST", "/queue/drop").contains("all"));
        assertTrue(refused(422, "POST", "/queue/drop?all=false").contains("all"));
        assertTrue(refused(422, "POST", "/queue/drop?destinaton=x.example&held=true")
                .contains("destinaton"));
        assertTrue(refused(422, "POST", "/queue/drop?destination=&held=false").contains("destination"));
        refused(422, "GET", "/queue?sender=a%00b");
        refused(422, "POST", "/queue/drop?olderThan=yesterday");
        refused(422, "POST", "/queue/drop?reason=bad_luck");
        refused(422, "POST", "/queue/drop?held=maybe");
        refused(422, "GET", "/queue?limit=0");
        refused(422, "GET", "/queue/messages?limit=1001");
        refused(422, "GET", "/queue/messages?after=x");
        refused(422, "GET", "/queue/messages/nothing");
        refused(404, "POST", "/queue/explode?all=true");
        refused(404, "POST", "/queue/messages/" + QueueId.of(1, 1).text() + "/drop");
        assertEquals(1, queue.count("true"));
        assertEquals(List.of(), events.told());
    }

    @Test
    void nobodyIsAnsweredWithoutTheToken() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + api.port().orElseThrow() + "/admin/v1/queue"))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertEquals(401, response.statusCode());
        assertTrue(response.body().contains("delivery-worker.admin.token"));
        AdminApi off = start("");
        assertFalse(off.port().isPresent());
        await(off.close());
    }
}
