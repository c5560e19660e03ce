package dev.postrider.servicekit.grpc;

import dev.postrider.servicekit.config.HostPort;
import dev.postrider.servicekit.trace.TraceKey;
import dev.postrider.servicekit.trace.TraceSpan;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.Address;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.common.ServiceMethod;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

/**
 * A gRPC client of one logical service. Give it, with {@link #address()}, to a generated stub: {@code
 * DeliveryGrpcClient.create(channel, channel.address())}; each call then goes to the next address of the name, or to another one if that
 * takes no connection (and is then asked last for some seconds), and ends at the channel's deadline. Thread-safe.
 */
public final class ServiceChannel implements GrpcClient {
    private final HostPort target;
    private final AddressBook addresses;
    private final List<GrpcClient> clients;
    private final AtomicInteger turn;
    private final Duration deadline;
    private final TraceSpan caller;

    ServiceChannel(HostPort target, AddressBook addresses, List<GrpcClient> clients, Duration deadline) {
        this(target, addresses, clients, new AtomicInteger(), deadline, TraceSpan.NONE);
    }

    private ServiceChannel(
            HostPort target,
            AddressBook addresses,
            List<GrpcClient> clients,
            AtomicInteger turn,
            Duration deadline,
            TraceSpan caller) {
        this.target = target;
        this.addresses = addresses;
        this.clients = clients;
        this.turn = turn;
        this.deadline = deadline;
        this.caller = caller;
    }

    /** The logical address for generated stubs; calls replace it by a real one. */
    public SocketAddress address() {
        return SocketAddress.inetSocketAddress(target.port(), target.host());
    }

    /** The same connections with another deadline. Closing any of them closes all. */
    public ServiceChannel withDeadline(Duration other) {
        return new ServiceChannel(target, addresses, clients, turn, other, caller);
    }

    /** The same connections, for calls that are part of {@code span}. */
    public ServiceChannel within(TraceSpan span) {
        return span.isOn() ? new ServiceChannel(target, addresses, clients, turn, deadline, span) : this;
    }

    /** Whether some address takes connections, for status pages. */
    public Future<Void> ping() {
        return request().compose(request -> {
            // Nothing was sent: the stream has never existed for the server.
            request.cancel();
            return Future.succeededFuture();
        });
    }

    @Override
    public Future<GrpcClientRequest<Buffer, Buffer>> request(Address server) {
        return request();
    }

    @Override
    public Future<GrpcClientRequest<Buffer, Buffer>> request() {
        return call(GrpcClient::request);
    }

    @Override
    public <Q, R> Future<GrpcClientRequest<Q, R>> request(Address server, ServiceMethod<R, Q> method) {
        return request(method);
    }

    @Override
    public <Q, R> Future<GrpcClientRequest<Q, R>> request(ServiceMethod<R, Q> method) {
        if (!caller.isOn()) {
            return call((client, address) -> client.request(address, method));
        }
        TraceSpan span = CallSpans.begin(caller, method)
                .put(TraceKey.SERVER_ADDRESS, target.host())
                .put(TraceKey.SERVER_PORT, target.port());
        return this.<Q, R>call((client, address) -> client.request(address, method))
                .onComplete(request -> CallSpans.follow(span, request), fault -> CallSpans.unanswered(span, fault));
    }

    private <Q, R> Future<GrpcClientRequest<Q, R>> call(
            BiFunction<GrpcClient, SocketAddress, Future<GrpcClientRequest<Q, R>>> open) {
        GrpcClient client = clients.get(Math.floorMod(turn.getAndIncrement(), clients.size()));
        return addresses
                .inTurn()
                .compose(inTurn -> attempt(client, inTurn, 0, open))
                .map(request -> request.timeout(deadline.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** A request that could not be opened has sent nothing: another address may have it. */
    private <Q, R> Future<GrpcClientRequest<Q, R>> attempt(
            GrpcClient client,
            List<SocketAddress> inTurn,
            int index,
            BiFunction<GrpcClient, SocketAddress, Future<GrpcClientRequest<Q, R>>> open) {
        SocketAddress address = inTurn.get(index);
        Future<GrpcClientRequest<Q, R>> opened =
                open.apply(client, address).onFailure(closed -> addresses.failed(address));
        return index + 1 == inTurn.size() ? opened : opened.recover(e -> attempt(client, inTurn, index + 1, open));
    }

    @Override
    public Future<Void> close() {
        addresses.close();
        return Future.join(clients.stream().map(GrpcClient::close).toList()).mapEmpty();
    }
}
