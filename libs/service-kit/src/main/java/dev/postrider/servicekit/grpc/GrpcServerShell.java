package dev.postrider.servicekit.grpc;

import dev.postrider.servicekit.net.InternalTls;
import dev.postrider.servicekit.trace.Tracing;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.grpc.server.GrpcProtocol;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import io.vertx.grpc.server.Service;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A bound gRPC port with its services. */
public final class GrpcServerShell {
    /** Vert.x gives servers that listen on the same negative port one free port between them. */
    private static final AtomicInteger SHARED_FREE_PORT = new AtomicInteger(-1_000);

    private final Vertx vertx;
    private final List<Service> services;
    private final Optional<InternalTls> tls;
    private final Tracing tracing;
    private final Queue<HttpServer> servers = new ConcurrentLinkedQueue<>();

    private GrpcServerShell(Vertx vertx, List<Service> services, Optional<InternalTls> tls, Tracing tracing) {
        this.vertx = vertx;
        this.tls = tls;
        this.services = services;
        this.tracing = tracing;
    }

    /**
     * Binds {@code host:port} on {@code eventLoops} event loops; connections are spread over them, so services must be thread-safe.
     *
     * @param port 0 takes a free one
     * @param services such as {@code DeliveryGrpcService.of(service)}
     */
    public static Future<GrpcServerShell> start(
            Vertx vertx, String host, int port, int eventLoops, List<Service> services) {
        return start(vertx, host, port, eventLoops, services, Optional.empty(), Tracing.OFF);
    }

    /** The same, for services with certificates only if there is {@code tls}. */
    public static Future<GrpcServerShell> start(
            Vertx vertx,
            String host,
            int port,
            int eventLoops,
            List<Service> services,
            Optional<InternalTls> tls,
            Tracing tracing) {
        GrpcServerShell shell = new GrpcServerShell(vertx, services, tls, tracing);
        int bound = port == 0 && eventLoops > 1 ? SHARED_FREE_PORT.decrementAndGet() : port;
        return vertx.deployVerticle(
                        () -> shell.new Listener(host, bound), new DeploymentOptions().setInstances(eventLoops))
                .map(shell);
    }

    private final class Listener implements Deployable {
        private final String host;
        private final int port;

        Listener(String host, int port) {
            this.host = host;
            this.port = port;
        }

        @Override
        public Future<?> deploy(Context context) {
            GrpcServer grpc = GrpcServer.server(
                    vertx,
                    new GrpcServerOptions()
                            .setMaxMessageSize(GrpcLimits.MAX_MESSAGE_OCTETS)
                            .setScheduleDeadlineAutomatically(true)
                            .removeEnabledProtocol(GrpcProtocol.WEB)
                            .removeEnabledProtocol(GrpcProtocol.WEB_TEXT));
            services.forEach(grpc::addService);
            HttpServerOptions options = new HttpServerOptions()
                    .setHttp2ClearTextEnabled(tls.isEmpty())
                    .setUseAlpn(tls.isPresent())
                    .setHttp2ConnectionWindowSize(GrpcLimits.CONNECTION_WINDOW_OCTETS)
                    .setInitialSettings(new Http2Settings()
                            .setMaxConcurrentStreams(GrpcLimits.MAX_CONCURRENT_STREAMS)
                            .setInitialWindowSize(GrpcLimits.STREAM_WINDOW_OCTETS))
                    .setTcpKeepAlive(true);
            tls.ifPresent(internal -> internal.serve(options));
            HttpServer server = vertx.createHttpServer(options);
            servers.add(server);
            return server.requestHandler(request -> {
                        CallSpans.serve(tracing, request);
                        grpc.handle(request);
                    })
                    .listen(port, host);
        }
    }

    public int port() {
        HttpServer server = servers.peek();
        if (server == null) {
            throw new IllegalStateException("not bound");
        }
        return server.actualPort();
    }

    /** Takes no new connection or call, lets running calls end, up to {@code cap}. */
    public Future<Void> drain(Duration cap) {
        return Future.join(servers.stream()
                        .map(server -> server.shutdown(cap.toMillis(), TimeUnit.MILLISECONDS))
                        .toList())
                .mapEmpty();
    }
}
