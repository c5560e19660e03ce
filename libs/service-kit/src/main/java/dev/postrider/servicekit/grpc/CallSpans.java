package dev.postrider.servicekit.grpc;

import dev.postrider.servicekit.trace.SpanRole;
import dev.postrider.servicekit.trace.TraceKey;
import dev.postrider.servicekit.trace.TraceSpan;
import dev.postrider.servicekit.trace.Tracing;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import java.util.Objects;

/** The spans of calls, on both of their sides. The caller's trace context travels in the metadata {@code traceparent}. */
final class CallSpans {
    private static final String STATUS = "grpc-status";
    private static final String CANCELLED = "CANCELLED";

    private CallSpans() {}

    /** Follows a call of a method to its end. */
    static TraceSpan begin(TraceSpan caller, ServiceMethod<?, ?> method) {
        return named(
                caller.child(method.fullMethodName(), SpanRole.CLIENT),
                method.serviceName().fullyQualifiedName(),
                method.methodName());
    }

    private static TraceSpan named(TraceSpan span, String service, String method) {
        return span.put(TraceKey.RPC_SYSTEM, "grpc")
                .put(TraceKey.RPC_SERVICE, service)
                .put(TraceKey.RPC_METHOD, method);
    }

    /** The request takes the span along, which ends with the answer. */
    static void follow(TraceSpan span, GrpcClientRequest<?, ?> request) {
        span.traceparent().ifPresent(value -> request.headers().set(Tracing.TRACEPARENT, value));
        request.response().onComplete(response -> follow(span, response), fault -> unanswered(span, fault));
    }

    private static void follow(TraceSpan span, GrpcClientResponse<?, ?> response) {
        response.end().onComplete(end -> answered(span, response.status()), fault -> unanswered(span, fault));
    }

    /** No answer came: nobody was there, or it took too long. */
    static void unanswered(TraceSpan span, Throwable fault) {
        span.failed(fault.getClass().getSimpleName()).end();
    }

    private static void answered(TraceSpan span, GrpcStatus status) {
        span.put(TraceKey.RPC_STATUS, status.code);
        if (status != GrpcStatus.OK) {
            span.failed(status.name());
        }
        span.end();
    }

    /** Follows a request of a caller that traces; others have no span, so that status pages and the like are not seen. */
    static void serve(Tracing tracing, HttpServerRequest request) {
        if (!tracing.isOn()) {
            return;
        }
        String path = Objects.requireNonNullElse(request.path(), "");
        int slash = path.lastIndexOf('/');
        TraceSpan span = slash < 1
                ? TraceSpan.NONE
                : tracing.goOn(path.substring(1), SpanRole.SERVER, request.getHeader(Tracing.TRACEPARENT));
        if (!span.isOn()) {
            return;
        }
        named(span, path.substring(1, slash), path.substring(slash + 1));
        HttpServerResponse response = request.response();
        response.endHandler(end -> served(span, response)).closeHandler(closed -> served(span, response));
    }

    /** The stream is closed behind an answer too, and which of both is told first is not said. */
    private static void served(TraceSpan span, HttpServerResponse response) {
        if (response.ended()) {
            answered(span, statusOf(response));
        } else {
            span.failed(CANCELLED).end();
        }
    }

    /** In the trailers, or in the headers if there are no more. */
    private static GrpcStatus statusOf(HttpServerResponse response) {
        String text = response.trailers().get(STATUS);
        String only = text == null ? response.headers().get(STATUS) : text;
        GrpcStatus status = only == null ? null : GrpcStatus.valueOf(Integer.parseInt(only));
        return status == null ? GrpcStatus.UNKNOWN : status;
    }
}
