package dev.postrider.servicekit.grpc;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.grpc.server.Service;
import java.time.Duration;
import java.util.List;

/** A bound gRPC port with its services. */
public final class GrpcServerShell {
    private GrpcServerShell() {}

    /**
     * Binds {@code host:port} on {@code eventLoops} event loops; connections are spread over them, so services must be thread-safe.
     *
     * @param port 0 takes a free one
     * @param services such as {@code DeliveryGrpcService.of(service)}
     */
    public static Future<GrpcServerShell> start(
            Vertx vertx, String host, int port, int eventLoops, List<Service> services) {
        return Future.failedFuture("" + vertx + host + port + eventLoops + services);
    }

    public int port() {
        throw new UnsupportedOperationException();
    }

    /** Takes no new connection or call, lets running calls end, up to {@code cap}. */
    public Future<Void> drain(Duration cap) {
        return Future.failedFuture(cap.toString());
    }
}
