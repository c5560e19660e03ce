package dev.postrider.deploy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.deploy.Cli;
import dev.postrider.servicekit.admin.AdminApi;
import dev.postrider.servicekit.admin.AdminRequest;
import dev.postrider.servicekit.admin.AdminRoute;
import dev.postrider.servicekit.admin.AdminSettings;
import dev.postrider.servicekit.admin.Problem;
import dev.postrider.servicekit.admin.Reply;
import dev.postrider.servicekit.config.Configuration;
import dev.postrider.servicekit.config.Settings;
import dev.postrider.testkit.TestVertx;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the command makes of an API's answers, which stand in the order in which they are given. */
final class QueueCommandTest {
    private static final String TOKEN = "a token for tests, long enough";

    private final Vertx vertx = TestVertx.start();
    private final Deque<Object> answers = new ArrayDeque<>();
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final AdminApi api = start();

    private record Outcome(int exitCode, String out, String err) {}

    private AdminApi start() {
        Settings root = Configuration.of("delivery-worker.admin { port = 0, token = \"" + TOKEN + "\" }");
        AdminSettings settings = AdminSettings.read(root.section("delivery-worker.admin"));
        root.check();
        return AdminApi.start(
                        vertx,
                        settings,
                        Buffer.buffer(),
                        List.of(
                                AdminRoute.change(
                                        HttpMethod.POST,
                                        "/queue/messages/:queueId/:action",
                                        request -> answer(request.pathParam("queueId"), request)),
                                AdminRoute.change(
                                        HttpMethod.POST, "/queue/:action", request -> answer("all", request))),
                        Optional.empty())
                .await();
    }

    private Future<Reply> answer(String what, AdminRequest request) {
        asked.add(request.pathParam("action") + " " + what + " after "
                + request.query("after").orElse("0"));
        Object answer = answers.remove();
        return answer instanceof Problem problem
                ? Future.failedFuture(problem.asException())
                : Future.succeededFuture(Reply.ok((JsonObject) answer));
    }

    @AfterEach
    void stop() {
        api.close().await();
        vertx.close().await();
    }

    private static JsonObject changed(int parts) {
        return new JsonObject().put("changed", parts).put("unreadable", 0);
    }

    private static Problem unknown(String id) {
        return new Problem(Problem.Kind.NOT_FOUND, "There is no deferred message " + id + ".");
    }

    private Outcome queue(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String url = "http://127.0.0.1:" + api.port().orElseThrow();
        int exitCode = Cli.commands()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(
                        Stream.of(Stream.of("queue"), Stream.of(arguments), Stream.of("--admin", url, "--token", TOKEN))
                                .flatMap(part -> part)
                                .toArray(String[]::new));
        return new Outcome(exitCode, out.toString(), err.toString());
    }

    @Test
    void eachMessageIsTriedAndHasItsLine() {
        answers.add(changed(1));
        answers.add(unknown("B"));
        answers.add(new Problem(Problem.Kind.CONFLICT, "A worker is at C just now."));
        answers.add(changed(2));
        Outcome outcome = queue("drop", "A", "B", "C", "D", "A");
        assertEquals(1, outcome.exitCode(), outcome.err());
        assertEquals(
                List.of(
                        "A: 1 dropped",
                        "B: There is no deferred message B.",
                        "C: A worker is at C just now.",
                        "D: 2 dropped"),
                outcome.out().lines().toList());
        assertEquals(List.of("drop A after 0", "drop B after 0", "drop C after 0", "drop D after 0"), asked);
    }

    @Test
    void programsHaveTheSame() {
        answers.add(unknown("A"));
        answers.add(changed(2).put("busy", 1));
        Outcome outcome = queue("hold", "A", "B", "--json");
        assertEquals(1, outcome.exitCode());
        JsonObject result = new JsonObject(outcome.out());
        assertEquals(List.of(2, 1), List.of(result.getInteger("changed"), result.getInteger("busy")));
        JsonObject first = result.getJsonArray("messages").getJsonObject(0);
        assertEquals("There is no deferred message A.", first.getString("refused"));
        JsonObject second = result.getJsonArray("messages").getJsonObject(1);
        assertEquals("B", second.getString("queueId"));
        assertEquals(2, second.getInteger("changed"));
        assertTrue(!second.containsKey("refused"), second::encode);
    }

    @Test
    void whoCannotBeReachedIsNotAskedForEachMessage() {
        answers.add(changed(1));
        answers.add(new Problem(Problem.Kind.UNAVAILABLE, "The database does not answer."));
        Outcome outcome = queue("retry", "A", "B", "C");
        assertEquals(3, outcome.exitCode());
        assertEquals(
                List.of("A: 1 to be tried now", "B: The database does not answer.", "C: not tried"),
                outcome.out().lines().toList());
    }

    @Test
    void whatWasDoneBeforeARefusalIsTold() {
        answers.add(changed(1_000).put("next", "1234"));
        answers.add(new Problem(Problem.Kind.UNAVAILABLE, "The database does not answer."));
        Outcome outcome = queue("drop", "--destination", "x.example", "--all-matching");
        assertEquals(3, outcome.exitCode());
        assertEquals("1000 dropped", outcome.out().strip());
        assertEquals("postrider: The database does not answer.", outcome.err().strip());
        assertEquals(List.of("drop all after 0", "drop all after 1234"), asked);
    }

    @Test
    void aWorkerThatStopsIsLeftForAnother() {
        answers.add(changed(2).put("next", "1234"));
        answers.add(new Problem(Problem.Kind.OVERLOADED, "This worker is stopping. Ask another."));
        answers.add(changed(1).put("busy", 1));
        Outcome outcome = queue("fail", "--destination", "x.example", "--all-matching");
        assertEquals(0, outcome.exitCode(), outcome.err());
        assertEquals(
                "3 given up; 1 left alone, which a worker is at just now",
                outcome.out().strip());
        assertEquals(List.of("fail all after 0", "fail all after 1234", "fail all after 1234"), asked);
    }

    @Test
    void patienceEnds() {
        for (int i = 0; i < 10; i++) {
            answers.add(new Problem(Problem.Kind.OVERLOADED, "This worker is stopping. Ask another."));
        }
        Outcome outcome = queue("fail", "A", "B");
        assertEquals(3, outcome.exitCode());
        assertEquals(
                List.of("A: This worker is stopping. Ask another.", "B: not tried"),
                outcome.out().lines().toList());
        assertEquals(6, asked.size());
    }
}
