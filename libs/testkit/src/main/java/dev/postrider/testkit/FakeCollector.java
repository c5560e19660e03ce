package dev.postrider.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A collector of traces, OTLP over HTTP on this machine, that keeps what it is sent. */
public final class FakeCollector implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch asked = new CountDownLatch(1);
    private volatile CountDownLatch answering = new CountDownLatch(0);
    private final List<CollectedSpan> spans = new ArrayList<>();

    private volatile boolean refusing;

    private FakeCollector(HttpServer server) {
        this.server = server;
        server.createContext("/v1/traces", this::take);
        server.setExecutor(threads);
        server.start();
    }

    public static FakeCollector start() throws IOException {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return new FakeCollector(HttpServer.create(anyPort, 0));
    }

    /** From now on requests are taken and not answered. */
    public void hang() {
        answering = new CountDownLatch(1);
    }

    /** Ends {@link #hang}: what waits is answered. */
    public void answer() {
        answering.countDown();
    }

    /** Whether to answer that nothing was taken. */
    public void refuse(boolean all) {
        refusing = all;
    }

    /** The value of {@code tracing.otlp-endpoint}. */
    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            asked.countDown();
            answering.await();
            boolean refused = refusing;
            if (!refused) {
                keep(ExportTraceServiceRequest.parseFrom(body));
            }
            exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(refused ? 400 : 200, -1);
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void keep(ExportTraceServiceRequest request) {
        for (ResourceSpans resource : request.getResourceSpansList()) {
            String service = CollectedSpan.texts(resource.getResource().getAttributesList())
                    .getOrDefault("service.name", "");
            for (ScopeSpans scope : resource.getScopeSpansList()) {
                for (Span span : scope.getSpansList()) {
                    spans.add(CollectedSpan.of(service, span));
                }
            }
        }
        notifyAll();
    }

    /** What has come so far. */
    public synchronized List<CollectedSpan> spans() {
        return List.copyOf(spans);
    }

    /** Waits until something was sent, whether it is answered or not. */
    public void awaitRequest() throws InterruptedException {
        if (!asked.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("no traces were sent");
        }
    }

    /** Waits for the first span that is wanted. */
    public synchronized CollectedSpan await(String what, Predicate<CollectedSpan> wanted) throws InterruptedException {
        long endNs = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Optional<CollectedSpan> found = spans.stream().filter(wanted).findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            long leftMs = (endNs - System.nanoTime()) / 1_000_000;
            if (leftMs <= 0) {
                throw new AssertionError("no span came that is " + what + "; there are " + spans);
            }
            wait(leftMs);
        }
    }

    @Override
    public void close() {
        answering.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
