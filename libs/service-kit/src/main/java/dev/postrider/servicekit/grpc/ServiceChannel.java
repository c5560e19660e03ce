package dev.postrider.servicekit.grpc;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.Address;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.common.ServiceMethod;
import java.time.Duration;

/**
 * A gRPC client of one logical service. Give it, with {@link #address()}, to a generated stub: {@code
 * DeliveryGrpcClient.create(channel, channel.address())}; each call then goes to the next address of the name.
 */
public final class ServiceChannel implements GrpcClient {
    ServiceChannel() {}

    /** The logical address for generated stubs; calls replace it by a real one. */
    public SocketAddress address() {
        throw new UnsupportedOperationException();
    }

    /** The same connections with another deadline. Closing any of them closes all. */
    public ServiceChannel withDeadline(Duration deadline) {
        throw new UnsupportedOperationException(deadline.toString());
    }

    /** Whether some address takes connections, for status pages. */
    public Future<Void> ping() {
        return Future.succeededFuture();
    }

    @Override
    public Future<GrpcClientRequest<Buffer, Buffer>> request(Address server) {
        return request();
    }

    @Override
    public Future<GrpcClientRequest<Buffer, Buffer>> request() {
        return Future.failedFuture(new UnsupportedOperationException());
    }

    @Override
    public <Q, R> Future<GrpcClientRequest<Q, R>> request(Address server, ServiceMethod<R, Q> method) {
        return request(method);
    }

    @Override
    public <Q, R> Future<GrpcClientRequest<Q, R>> request(ServiceMethod<R, Q> method) {
        return Future.failedFuture(new UnsupportedOperationException());
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}
