package dev.postrider.delivery.adapter;

import dev.postrider.contracts.DeliverRequest;
import dev.postrider.contracts.DeliverResponse;
import dev.postrider.contracts.DeliveryGrpcClient;
import dev.postrider.delivery.port.LocalStore;
import dev.postrider.delivery.port.LocalStoreException;
import dev.postrider.delivery.port.LocalStoreException.Kind;
import dev.postrider.servicekit.grpc.ServiceChannel;
import dev.postrider.servicekit.trace.TraceSpan;
import io.vertx.core.Future;
import io.vertx.grpc.client.InvalidStatusException;
import io.vertx.grpc.common.GrpcStatus;

/** The mailboxes, by gRPC. */
public final class GrpcLocalStore implements LocalStore {
    private final ServiceChannel channel;
    private final DeliveryGrpcClient client;

    public GrpcLocalStore(ServiceChannel channel) {
        this.channel = channel;
        this.client = DeliveryGrpcClient.create(channel, channel.address());
    }

    @Override
    public Future<DeliverResponse> deliver(DeliverRequest request, TraceSpan attempt) {
        return within(attempt).deliver(request).recover(failure -> Future.failedFuture(translate(failure)));
    }

    private DeliveryGrpcClient within(TraceSpan attempt) {
        return attempt.isOn() ? DeliveryGrpcClient.create(channel.within(attempt), channel.address()) : client;
    }

    private static LocalStoreException translate(Throwable failure) {
        Kind kind = failure instanceof InvalidStatusException status ? kindOf(status.actualStatus()) : Kind.UNAVAILABLE;
        return new LocalStoreException(kind, failure.toString());
    }

    private static Kind kindOf(GrpcStatus status) {
        return switch (status) {
            case INVALID_ARGUMENT, OUT_OF_RANGE -> Kind.REFUSED;
            case UNKNOWN, INTERNAL, DATA_LOSS, FAILED_PRECONDITION, RESOURCE_EXHAUSTED, NOT_FOUND, ALREADY_EXISTS ->
                Kind.FAULTY;
            case OK,
                    CANCELLED,
                    DEADLINE_EXCEEDED,
                    PERMISSION_DENIED,
                    ABORTED,
                    UNIMPLEMENTED,
                    UNAVAILABLE,
                    UNAUTHENTICATED -> Kind.UNAVAILABLE;
        };
    }
}
