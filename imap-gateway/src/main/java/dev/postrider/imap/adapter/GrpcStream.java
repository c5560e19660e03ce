package dev.postrider.imap.adapter;

import dev.postrider.imap.port.BackendException;
import io.vertx.core.Future;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.client.InvalidStatusException;
import io.vertx.grpc.common.GrpcStatus;
import java.util.concurrent.Flow;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A server stream as a {@link Flow.Subscription}: what is not requested stays in the server, by HTTP/2's flow control. */
final class GrpcStream<M, T> implements Flow.Subscription {
    private final Function<M, T> conversion;
    private final Flow.Subscriber<? super T> subscriber;
    private @Nullable GrpcClientRequest<?, M> request;
    private @Nullable GrpcClientResponse<?, M> response;
    private long requested;
    private boolean ended;

    private GrpcStream(Function<M, T> conversion, Flow.Subscriber<? super T> subscriber) {
        this.conversion = conversion;
        this.subscriber = subscriber;
    }

    /** Sends the question and subscribes to its answers. */
    static <Q, M, T> void open(
            Future<GrpcClientRequest<Q, M>> opening,
            Q question,
            Function<M, T> conversion,
            Flow.Subscriber<? super T> subscriber) {
        GrpcStream<M, T> stream = new GrpcStream<>(conversion, subscriber);
        subscriber.onSubscribe(stream);
        opening.compose(request -> {
                    stream.request = request;
                    return request.send(question);
                })
                .onSuccess(stream::begin)
                .onFailure(stream::fail);
    }

    private void begin(GrpcClientResponse<?, M> opened) {
        if (ended) {
            cancelRequest();
            return;
        }
        response = opened;
        opened.pause();
        opened.exceptionHandler(this::fail);
        opened.handler(message -> {
            if (!ended) {
                subscriber.onNext(conversion.apply(message));
            }
        });
        opened.endHandler(v -> end(opened.status()));
        if (requested > 0) {
            opened.fetch(requested);
            requested = 0;
        }
    }

    private void end(@Nullable GrpcStatus status) {
        if (status != null && status != GrpcStatus.OK) {
            fail(new InvalidStatusException(GrpcStatus.OK, status));
        } else if (!ended) {
            ended = true;
            subscriber.onComplete();
        }
    }

    private void fail(Throwable cause) {
        if (!ended) {
            ended = true;
            cancelRequest();
            BackendException fault = Faults.of(cause);
            subscriber.onError(fault);
        }
    }

    @Override
    public void request(long n) {
        GrpcClientResponse<?, M> opened = response;
        if (ended) {
            return;
        }
        if (opened == null) {
            requested = requested + n < 0 ? Long.MAX_VALUE : requested + n;
        } else {
            opened.fetch(n);
        }
    }

    @Override
    public void cancel() {
        if (!ended) {
            ended = true;
            cancelRequest();
        }
    }

    private void cancelRequest() {
        GrpcClientRequest<?, M> sent = request;
        if (sent != null) {
            sent.cancel();
        }
    }
}
