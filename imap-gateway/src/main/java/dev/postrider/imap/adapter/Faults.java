package dev.postrider.imap.adapter;

import dev.postrider.imap.port.BackendException;
import dev.postrider.imap.port.FaultKind;
import io.vertx.core.Future;
import io.vertx.grpc.client.InvalidStatusException;
import io.vertx.grpc.common.GrpcErrorException;
import io.vertx.grpc.common.GrpcStatus;

/** What went wrong with a call. */
final class Faults {
    private Faults() {}

    /** A future that fails with {@link BackendException} only. */
    static <T> Future<T> known(Future<T> call) {
        return call.recover(cause -> Future.failedFuture(of(cause)));
    }

    static BackendException of(Throwable cause) {
        return switch (cause) {
            case BackendException known -> known;
            case InvalidStatusException answered -> new BackendException(kind(answered.actualStatus()), cause);
            case GrpcErrorException broken -> new BackendException(FaultKind.UNAVAILABLE, broken);
            // Nothing was answered: refused, reset, not resolved, too late.
            default -> new BackendException(FaultKind.UNAVAILABLE, cause);
        };
    }

    /** Statuses as mailboxes.proto gives them their meaning. */
    static FaultKind kind(GrpcStatus status) {
        return switch (status) {
            case NOT_FOUND -> FaultKind.NOT_FOUND;
            case ALREADY_EXISTS -> FaultKind.ALREADY_EXISTS;
            case FAILED_PRECONDITION, INVALID_ARGUMENT, OUT_OF_RANGE -> FaultKind.NOT_POSSIBLE;
            case RESOURCE_EXHAUSTED -> FaultKind.OVER_QUOTA;
            case UNAVAILABLE, DEADLINE_EXCEEDED, ABORTED, CANCELLED -> FaultKind.UNAVAILABLE;
            case OK, UNKNOWN, PERMISSION_DENIED, UNIMPLEMENTED, INTERNAL, DATA_LOSS, UNAUTHENTICATED ->
                FaultKind.BROKEN;
        };
    }
}
