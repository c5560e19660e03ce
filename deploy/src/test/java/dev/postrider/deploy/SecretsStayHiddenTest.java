package dev.postrider.deploy;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.postrider.servicekit.PostriderService;
import dev.postrider.servicekit.ServiceHost;
import dev.postrider.servicekit.config.Configuration;
import dev.postrider.servicekit.config.ConfigurationException;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Every service with a marker in every secret setting, and nothing that it depends on: what is logged, shown and complained about has no marker. */
@Timeout(120)
final class SecretsStayHiddenTest {
    private static final String MARKER = "marker-of-a-secret";
    private static final List<String> TALKATIVE = List.of(
            "dev.postrider", "org.apache.kafka", "io.vertx", "org.flywaydb", "org.postgresql", "software.amazon");

    private final Queue<String> logged = new ConcurrentLinkedQueue<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            String stack =
                    event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy());
            logged.add(event.getFormattedMessage() + " " + event.getKeyValuePairs() + " " + stack);
        }
    };

    private static Logger logger(String name) {
        return (Logger) LoggerFactory.getLogger(name);
    }

    @BeforeEach
    void listen() {
        appender.start();
        logger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(appender);
        TALKATIVE.forEach(name -> logger(name).setLevel(Level.DEBUG));
    }

    @AfterEach
    void hush() {
        logger(org.slf4j.Logger.ROOT_LOGGER_NAME).detachAppender(appender);
        TALKATIVE.forEach(name -> logger(name).setLevel(null));
    }

    /** Every setting whose name says that it is a secret. */
    private static List<String> secretSettings() {
        Config defaults = ConfigFactory.defaultReference(SecretsStayHiddenTest.class.getClassLoader());
        return defaults.entrySet().stream()
                .map(entry -> entry.getKey())
                .filter(path -> path.matches("(postgres|blobs|kafka|tls|internal-tls|clients|[a-z]+-[a-z]+)\\..*"))
                .filter(path -> path.matches(".*(password|secret|secret-access-key|[.-]token)"))
                .sorted()
                .toList();
    }

    private static String hoconOfSecrets() {
        return secretSettings().stream()
                .map(path -> path + " = \"" + MARKER + "\"\n")
                .collect(Collectors.joining(
                        "",
                        "",
                        "kafka.properties { sasl.mechanism = PLAIN, security.protocol = SASL_PLAINTEXT,"
                                + " sasl.jaas.config = \"org.apache.kafka.common.security.plain.PlainLoginModule required username=u password=\\\""
                                + MARKER + "\\\";\" }\n"));
    }

    private String settings() {
        return hoconOfSecrets() + """
                management { host = "127.0.0.1", port = 0 }
                kafka { bootstrap-servers = "127.0.0.1:1", create-topics = off }
                postgres { host = "127.0.0.1", port = 1, migrate = off, connect-timeout = 1s }
                clients.mailbox-service = "127.0.0.1:1"
                blobs { type = s3, s3 { bucket = b, endpoint = "http://127.0.0.1:1", path-style = on, access-key-id = id } }
                mailbox-service { grpc { host = "127.0.0.1", port = 0 }, admin { host = "127.0.0.1", port = 0 } }
                delivery-worker { relay.smart-host { host = "127.0.0.1", login = user } }
                imap-gateway.listeners { imap { host = "127.0.0.1", port = 0 }, imaps.enabled = off }
                smtp-ingress.listeners { mx { host = "127.0.0.1", port = 0, policy = [rspamd] }, submission.enabled = off, submissions.enabled = off }
                """;
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    @Test
    void aRunningServiceTellsNobody() throws IOException, InterruptedException {
        assertTrue(secretSettings().size() >= 5, () -> "too few: " + secretSettings());
        List<Future<ServiceHost>> hosts = new ArrayList<>();
        for (PostriderService service : Up.Services.all()) {
            hosts.add(ServiceHost.start(Configuration.of(settings()), List.of(service)));
        }
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (Future<ServiceHost> starting : hosts) {
                ServiceHost host = await(starting);
                URI uri = URI.create("http://127.0.0.1:" + host.managementPort() + "/");
                for (String path : List.of("status", "metrics")) {
                    String shown = http.send(
                                    HttpRequest.newBuilder(uri.resolve(path)).build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .body();
                    assertFalse(shown.isBlank());
                    assertFalse(shown.contains(MARKER), shown);
                }
            }
        }
        for (Future<ServiceHost> host : hosts) {
            await(host.result().drain());
        }
        assertNotEquals(0, logged.size());
        logged.forEach(line -> assertFalse(line.contains(MARKER), line));
    }

    @Test
    void aServiceThatCannotStartTellsNobodyEither() throws IOException {
        List<String> mistakes = new ArrayList<>();
        for (String path : secretSettings()) {
            mistakes.add(path + " { nested = \"" + MARKER + "\" }");
            mistakes.add(path + "x = \"" + MARKER + "\"");
        }
        mistakes.add("kafka.properties = \"" + MARKER + "\"");
        mistakes.add("mailbox-service.admin.token = \"" + MARKER.substring(0, 10) + "\"");
        String shown = MARKER.substring(0, 10);
        for (PostriderService service : Up.Services.all()) {
            String hocon = settings() + String.join("\n", mistakes) + "\npostgres.tls = nonsense";
            CompletionException e = assertThrows(
                    CompletionException.class,
                    () -> await(ServiceHost.start(Configuration.of(hocon), List.of(service))));
            assertInstanceOf(ConfigurationException.class, e.getCause());
            StringWriter text = new StringWriter();
            e.printStackTrace(new PrintWriter(text, true));
            assertFalse(text.toString().contains(shown), text.toString());
        }
        logged.forEach(line -> assertFalse(line.contains(shown), line));
    }
}
