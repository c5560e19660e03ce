package dev.postrider.servicekit;

import static dev.postrider.testkit.TestVertx.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.servicekit.config.Configuration;
import dev.postrider.servicekit.config.ConfigurationException;
import dev.postrider.testkit.TestAuthority;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServiceHostTest {
    private static final String ANY_PORT = "management { host = \"127.0.0.1\", port = 0 }\n";

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> story = new CopyOnWriteArrayList<>();

    private HttpResponse<String> get(ServiceHost host, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + host.managementPort() + path);
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private PostriderService service(String name, Function<ServiceContext, Future<RunningService>> start) {
        return new PostriderService() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Groundwork groundwork() {
                return Groundwork.NONE;
            }

            @Override
            public Future<RunningService> start(ServiceContext context) {
                story.add("start " + name);
                return start.apply(context);
            }
        };
    }

    private PostriderService healthy(String name) {
        return service(
                name,
                context -> Future.succeededFuture(() -> {
                    story.add("drain " + name);
                    return Future.succeededFuture();
                }));
    }

    @Test
    void theManagementPortTellsTheLifeOfTheProcess() throws Exception {
        Promise<Void> mayEnd = Promise.promise();
        Promise<Void> draining = Promise.promise();
        PostriderService one = service("one", context -> {
            context.health().check("database", Future::succeededFuture);
            context.health().check("broker", () -> Future.failedFuture("no answer"));
            context.health().check("broken", () -> {
                throw new IllegalStateException("check threw");
            });
            return Future.succeededFuture(() -> {
                draining.complete();
                return mayEnd.future();
            });
        });
        ServiceHost host = await(ServiceHost.start(Configuration.of(ANY_PORT), List.of(one)));
        assertEquals(200, get(host, "/livez").statusCode());
        assertEquals(200, get(host, "/startupz").statusCode());
        assertEquals(200, get(host, "/readyz").statusCode());
        assertEquals(404, get(host, "/nothing").statusCode());
        String metrics = get(host, "/metrics").body();
        assertTrue(metrics.contains("postrider_build_info{version=\""), metrics);
        assertTrue(metrics.contains("jvm_memory_used_bytes"), metrics);
        assertTrue(metrics.contains("process_cpu_usage"), metrics);
        JsonObject status = new JsonObject(get(host, "/status").body());
        assertEquals("ready", status.getString("phase"));
        JsonObject dependencies = status.getJsonObject("dependencies");
        assertEquals(Set.of("one/broken", "one/broker", "one/database"), dependencies.fieldNames());
        assertEquals("check threw", dependencies.getJsonObject("one/broken").getString("lastError"));
        assertEquals("up", dependencies.getJsonObject("one/database").getString("state"));
        JsonObject broker = dependencies.getJsonObject("one/broker");
        assertEquals("down", broker.getString("state"));
        assertEquals("no answer", broker.getString("lastError"));
        assertFalse(Instant.parse(broker.getString("since")).isAfter(Instant.now()));
        assertEquals(200, get(host, "/readyz").statusCode(), "a dependency that is down must not take the pod away");

        Future<Void> drained = host.drain();
        await(draining.future());
        assertEquals(503, get(host, "/readyz").statusCode());
        assertEquals(200, get(host, "/livez").statusCode());
        mayEnd.complete();
        await(drained);
        assertThrows(IOException.class, () -> get(host, "/livez"));
    }

    @Test
    void servicesStartInOrderAndDrainInReverse() {
        ServiceHost host =
                await(ServiceHost.start(Configuration.of(ANY_PORT), List.of(healthy("a"), healthy("b"), healthy("c"))));
        await(host.drain());
        assertEquals(List.of("start a", "start b", "start c", "drain c", "drain b", "drain a"), story);
    }

    @Test
    void aServiceThatCannotStartEndsTheOthersAndFailsTheHost() {
        PostriderService bad = service("bad", context -> Future.failedFuture(new IOException("port taken")));
        Future<ServiceHost> started =
                ServiceHost.start(Configuration.of(ANY_PORT), List.of(healthy("a"), bad, healthy("c")));
        CompletionException e = assertThrows(CompletionException.class, () -> await(started));
        assertInstanceOf(IOException.class, e.getCause());
        assertEquals(List.of("start a", "start bad", "drain a"), story);
    }

    @Test
    void aServiceThatHangsOrFailsWhileDrainingDoesNotKeepTheOthers() {
        PostriderService hangs = service(
                "hangs",
                context -> Future.succeededFuture(() -> Promise.<Void>promise().future()));
        PostriderService fails = service(
                "fails",
                context -> Future.succeededFuture(() -> {
                    throw new IllegalStateException("cannot");
                }));
        ServiceHost host = await(ServiceHost.start(
                Configuration.of(ANY_PORT + "drain.timeout = 600ms"),
                List.of(healthy("a"), hangs, fails, healthy("z"))));
        await(host.drain());
        assertEquals(List.of("drain z", "drain a"), story.subList(4, 6));
    }

    @Test
    void servicesGetTheTlsThatTheyHaveBetweenThemAndBrokenFilesKeepThemFromStarting(@TempDir Path directory)
            throws IOException {
        TestAuthority.Pem pem = TestAuthority.named("ours").issue(directory, "localhost");
        String settings = ANY_PORT
                + "internal-tls { enabled = on, allowed-names = [one], certificate = \"%s\", key = \"%s\", authorities = \"%s\" }"
                        .formatted(pem.certificate(), pem.key(), pem.authorities());
        PostriderService one = service("one", context -> {
            story.add("allows " + context.internalTls().orElseThrow().allowed());
            return Future.succeededFuture(Future::succeededFuture);
        });
        await(await(ServiceHost.start(Configuration.of(settings), List.of(one))).drain());
        assertEquals(List.of("start one", "allows [one]"), story);

        Files.writeString(pem.key(), "nothing");
        Future<ServiceHost> broken = ServiceHost.start(Configuration.of(settings), List.of(one));
        CompletionException e = assertThrows(CompletionException.class, () -> await(broken));
        assertInstanceOf(IOException.class, e.getCause());
        assertEquals(2, story.size(), "no service was started");
    }

    @Test
    void everyMistakeOfTheHostAndOfAllServicesIsReportedAtOnce() {
        PostriderService reads = service("reads", context -> {
            context.settings().section("kafka").integer("partitions", 1, 1000);
            context.settings().check();
            return Future.failedFuture("not reached");
        });
        PostriderService readsMore = service("reads-more", context -> {
            context.settings().section("postgres").integer("pool-size", 1, 1000);
            context.settings().check();
            return Future.failedFuture("not reached");
        });
        Future<ServiceHost> started = ServiceHost.start(
                Configuration.of(
                        "management.port = none, kafka.partitions = none, postgres.pool-size = none, typo = 1"),
                List.of(reads, readsMore));
        CompletionException e = assertThrows(CompletionException.class, () -> await(started));
        ConfigurationException problems =
                assertInstanceOf(ConfigurationException.class, Objects.requireNonNull(e.getCause()));
        assertEquals(
                List.of("typo", "management.port", "kafka.partitions", "postgres.pool-size"),
                problems.problems().stream().map(problem -> problem.path()).toList());
    }
}
