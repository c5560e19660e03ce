package dev.postrider.mailbox.adapter.grpc;

import dev.postrider.mailbox.adapter.search.SearchTooLongException;
import dev.postrider.mailbox.port.RefusedException;
import dev.postrider.servicekit.postgres.SqlFaults;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import io.vertx.pgclient.PgException;
import java.util.Locale;

/** How a call ended, as the label of a metric; and which status says so. */
public enum CallResult {
    OK,
    REFUSED,
    UNAVAILABLE,
    INTERNAL;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What kind of failure it is. A dependency's fault passes; a fault of ours does not, and somebody should hear of it. */
    static CallResult of(Throwable fault) {
        return switch (fault) {
            case RefusedException _ -> REFUSED;
            case PgException e -> SqlFaults.isOurs(e) ? INTERNAL : UNAVAILABLE;
            case IllegalStateException _,
                    IllegalArgumentException _,
                    NullPointerException _,
                    ClassCastException _,
                    IndexOutOfBoundsException _,
                    UnsupportedOperationException _ -> INTERNAL;
            default -> UNAVAILABLE;
        };
    }

    /** What the caller is told: nothing of the inside. */
    static StatusException status(Throwable fault) {
        if (fault instanceof StatusException known) {
            return known;
        }
        if (fault instanceof RefusedException refused) {
            GrpcStatus status = switch (refused.refusal()) {
                case NOT_FOUND -> GrpcStatus.NOT_FOUND;
                case ALREADY_EXISTS -> GrpcStatus.ALREADY_EXISTS;
                case FAILED_PRECONDITION -> GrpcStatus.FAILED_PRECONDITION;
                case RESOURCE_EXHAUSTED -> GrpcStatus.RESOURCE_EXHAUSTED;
                case INVALID_ARGUMENT -> GrpcStatus.INVALID_ARGUMENT;
            };
            return new StatusException(status, refused.getMessage());
        }
        if (fault instanceof SearchTooLongException) {
            return new StatusException(GrpcStatus.UNAVAILABLE, "the search takes too long");
        }
        return of(fault) == INTERNAL
                ? new StatusException(GrpcStatus.INTERNAL, "a fault of ours")
                : new StatusException(GrpcStatus.UNAVAILABLE, "not at the moment");
    }
}
