package dev.postrider.servicekit.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.postrider.servicekit.config.Configuration;
import dev.postrider.servicekit.config.Problem;
import dev.postrider.servicekit.config.Settings;
import dev.postrider.servicekit.metrics.Metrics;
import dev.postrider.testkit.CollectedSpan;
import dev.postrider.testkit.FakeCollector;
import dev.postrider.testkit.TestVertx;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

final class TracingTest {
    private static final String SAMPLED = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final String UNSAMPLED = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

    private final Vertx vertx = TestVertx.start();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeEach
    void listen() {
        logged.start();
        logger().addAppender(logged);
    }

    @AfterEach
    void stop() throws TimeoutException {
        logger().detachAppender(logged);
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(BoundedExport.class);
    }

    private static Settings settings(String hocon) {
        return Configuration.of(hocon).section("tracing");
    }

    private Tracing start(String endpoint, double ratio) {
        return Tracing.start(
                new TracingSettings(Optional.of(URI.create(endpoint + "/v1/traces")), ratio), "a-service", meters);
    }

    private void close(Tracing tracing) throws TimeoutException {
        tracing.close(vertx).await(20, TimeUnit.SECONDS);
    }

    private long lost(SpanLoss loss) {
        return (long) Metrics.TRACING_SPANS_LOST.counter(meters, loss.label()).count();
    }

    private long warnings() {
        return List.copyOf(logged.list).stream()
                .filter(line -> line.getLevel() == ch.qos.logback.classic.Level.WARN)
                .count();
    }

    @Test
    void aTraceArrivesWithItsPartsAndWhatIsKnownOfThem() throws Exception {
        try (FakeCollector collector = FakeCollector.start()) {
            Tracing tracing = start(collector.endpoint(), 1);
            TraceSpan root = tracing.begin("accept", SpanRole.SERVER).put(TraceKey.QUEUE_ID, "Q1");
            TraceSpan part = root.child("send mail.accepted", SpanRole.PRODUCER);
            TraceSpan later = tracing.beginAfter("deliver", SpanRole.CONSUMER, root.traceparent());
            TraceSpan served =
                    tracing.goOn("Deliver", SpanRole.SERVER, part.traceparent().orElseThrow());
            served.end();
            later.failed("over_quota").end();
            part.end();
            root.end();
            close(tracing);

            CollectedSpan accept = collector.await("accept", span -> span.name().equals("accept"));
            CollectedSpan sent = collector.await("sent", span -> span.name().equals("send mail.accepted"));
            CollectedSpan deliver =
                    collector.await("deliver", span -> span.name().equals("deliver"));
            CollectedSpan deliverCall =
                    collector.await("a call", span -> span.name().equals("Deliver"));
            assertEquals("a-service", accept.service());
            assertTrue(accept.isRoot());
            assertEquals("SERVER", accept.kind());
            assertEquals("Q1", accept.attributes().get("postrider.queue_id"));
            assertEquals(Optional.of(accept.traceId()), root.traceId());
            assertTrue(sent.isChildOf(accept));
            assertTrue(deliverCall.isChildOf(sent));
            assertTrue(deliver.isRoot());
            assertTrue(deliver.isLinkedTo(accept));
            assertTrue(deliver.failed());
            assertEquals("over_quota", deliver.attributes().get("error.type"));
            assertFalse(accept.failed());
        }
    }

    @Test
    void withoutAnEndpointThereIsNothing() {
        TracingSettings off = TracingSettings.from(settings(""));
        Tracing tracing = Tracing.start(off, "a-service", meters);
        assertSame(Tracing.OFF, tracing);
        assertSame(TraceSpan.NONE, tracing.begin("accept", SpanRole.SERVER));
        assertSame(TraceSpan.NONE, tracing.beginAfter("deliver", SpanRole.CONSUMER, Optional.of(SAMPLED)));
        assertSame(TraceSpan.NONE, tracing.goOn("Deliver", SpanRole.SERVER, SAMPLED));
        assertSame(TraceSpan.NONE, TraceSpan.NONE.child("part", SpanRole.INTERNAL));
        assertEquals(Optional.empty(), TraceSpan.NONE.traceparent());
        assertEquals(Optional.empty(), TraceSpan.NONE.traceId());
    }

    @Test
    void attemptsAreSampledIfTheAcceptanceWas() throws Exception {
        try (FakeCollector collector = FakeCollector.start()) {
            Tracing few = start(collector.endpoint(), 0);
            TraceSpan accept = few.begin("accept", SpanRole.SERVER);
            assertEquals(Optional.empty(), accept.traceId(), "nobody would find it");
            String told = accept.traceparent().orElseThrow();
            assertEquals(Optional.empty(), Tracing.sampledTraceId(told), "and others are told not to begin");
            accept.end();
            few.beginAfter("of a sampled one", SpanRole.CONSUMER, Optional.of(SAMPLED))
                    .end();
            close(few);
            Tracing all = start(collector.endpoint(), 1);
            all.beginAfter("of one that is not", SpanRole.CONSUMER, Optional.of(UNSAMPLED))
                    .end();
            all.beginAfter("of nothing", SpanRole.CONSUMER, Optional.empty()).end();
            all.beginAfter("of nonsense", SpanRole.CONSUMER, Optional.of("00-zz-01"))
                    .end();
            close(all);
            assertEquals(
                    List.of("of a sampled one", "of nonsense", "of nothing"),
                    collector.spans().stream().map(CollectedSpan::name).sorted().toList());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "collector:4318",
                "ftp://collector",
                "http://",
                "http://co llector",
                "http://collector:4318/v1/traces",
                "http://collector:4318/?token=x",
                "http://me:secret@collector:4318"
            })
    void aMalformedEndpointIsReported(String endpoint) {
        Settings settings = settings("tracing { otlp-endpoint = \"" + endpoint + "\", sample-ratio = 2 }");
        TracingSettings.from(settings);
        assertEquals(
                List.of("tracing.otlp-endpoint", "tracing.sample-ratio"),
                settings.problems().stream().map(Problem::path).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://collector:4318", "http://collector:4318/", "http://collector:4318//"})
    void theSignalsPathIsPutBehindTheEndpoint(String endpoint) {
        Settings settings = settings("tracing.otlp-endpoint = \"" + endpoint + "\"");
        TracingSettings read = TracingSettings.from(settings);
        settings.check();
        assertEquals(Optional.of(URI.create("http://collector:4318/v1/traces")), read.endpoint());
        assertEquals(1, read.sampleRatio());
    }

    @Test
    void whatACollectorThatHangsDoesNotTakeIsDroppedAndCounted() throws Exception {
        try (FakeCollector collector = FakeCollector.start()) {
            collector.hang();
            Tracing tracing = start(collector.endpoint(), 1);
            int begun = 2 * BoundedExport.MOST_WAITING;
            for (int i = 0; i < begun; i++) {
                tracing.begin("accept", SpanRole.SERVER).end();
            }
            assertEquals(begun - BoundedExport.MOST_WAITING, lost(SpanLoss.QUEUE_FULL));
            collector.awaitRequest();
            close(tracing); // in bounded time, though nobody answers
        }
    }

    @Test
    void aCollectorThatTakesNothingIsToldOfOnce() throws Exception {
        try (FakeCollector collector = FakeCollector.start()) {
            collector.refuse(true);
            Tracing tracing = start(collector.endpoint(), 1);
            for (int i = 0; i < 1500; i++) {
                tracing.begin("accept", SpanRole.SERVER).end();
            }
            close(tracing);
            assertEquals(1500, lost(SpanLoss.NOT_TAKEN));
            assertEquals(0, lost(SpanLoss.QUEUE_FULL));
            assertEquals(List.of(), collector.spans());
            assertEquals(1, warnings());
        }
    }
}
