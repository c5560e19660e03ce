package dev.postrider.mailbox.adapter.grpc;

import dev.postrider.mailbox.port.Outflow;
import dev.postrider.mailbox.port.RefusedException;
import dev.postrider.servicekit.metrics.Metrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.streams.WriteStream;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerResponse;
import io.vertx.grpc.server.StatusException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all calls have in common: they are timed, and their failures become statuses. */
public final class Calls {
    private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

    private final Map<Operation, Map<CallResult, Timer>> timers = new EnumMap<>(Operation.class);

    public Calls(MeterRegistry meters) {
        for (Operation operation : Operation.values()) {
            Map<CallResult, Timer> byResult = new EnumMap<>(CallResult.class);
            for (CallResult result : CallResult.values()) {
                byResult.put(
                        result, Metrics.MAILBOX_OPERATION_SECONDS.timer(meters, operation.label(), result.label()));
            }
            timers.put(operation, byResult);
        }
    }

    /** A call with one answer. */
    <T> Future<T> single(Operation operation, Supplier<Future<T>> call) {
        long started = System.nanoTime();
        return start(call)
                .onComplete(
                        done -> record(operation, CallResult.OK, started),
                        fault -> record(operation, CallResult.of(fault), started))
                .recover(fault -> Future.failedFuture(status(operation, fault)));
    }

    /**
     * A call whose answer is a stream; ends the stream.
     *
     * @param patience how long the reader may take nothing
     */
    <T> void stream(
            Operation operation, Duration patience, WriteStream<T> response, Function<Outflow<T>, Future<Void>> call) {
        StreamOutflow<T> out = new StreamOutflow<>(response, patience);
        single(operation, () -> call.apply(out)).onComplete(done -> response.end(), fault -> fail(response, fault));
    }

    private static void fail(WriteStream<?> response, Throwable fault) {
        if (response instanceof GrpcServerResponse<?, ?> grpc) {
            grpc.fail(fault);
        } else {
            response.end();
        }
    }

    private static <T> Future<T> start(Supplier<Future<T>> call) {
        try {
            return call.get();
        } catch (RuntimeException fault) {
            return Future.failedFuture(fault);
        }
    }

    private void record(Operation operation, CallResult result, long started) {
        Timer timer = timers.getOrDefault(operation, Map.of()).get(result);
        if (timer != null) {
            timer.record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
        }
    }

    private static StatusException status(Operation operation, Throwable fault) {
        StatusException status = CallResult.status(fault);
        if (status.status() == GrpcStatus.INTERNAL) {
            LOG.atError()
                    .addKeyValue("operation", operation.label())
                    .setCause(fault)
                    .log("call failed");
        } else if (!(fault instanceof RefusedException)) {
            LOG.atWarn()
                    .addKeyValue("operation", operation.label())
                    .addKeyValue("cause", String.valueOf(fault))
                    .log("call unavailable");
        }
        return status;
    }
}
