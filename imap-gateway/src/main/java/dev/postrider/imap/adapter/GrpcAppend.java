package dev.postrider.imap.adapter;

import com.google.protobuf.ByteString;
import dev.postrider.contracts.AppendChunk;
import dev.postrider.contracts.AppendResponse;
import dev.postrider.contracts.AppendStart;
import dev.postrider.imap.port.AppendSink;
import dev.postrider.imap.port.AppendedMessage;
import dev.postrider.imap.port.BackendException;
import dev.postrider.imap.port.FaultKind;
import io.vertx.core.Future;
import io.vertx.grpc.client.GrpcClientRequest;
import java.util.ArrayDeque;
import java.util.Optional;

/** One Append call. What comes before the call is open waits here, up to a limit at which the sink is full. */
final class GrpcAppend implements AppendSink {
    private static final int CHUNK_OCTETS = 64 * 1024;
    private static final int MAX_WAITING = 8;

    private final ArrayDeque<AppendChunk> waiting = new ArrayDeque<>();
    private final Future<AppendedMessage> result;
    private Optional<GrpcClientRequest<AppendChunk, AppendResponse>> call = Optional.empty();
    private Optional<Runnable> whenDrained = Optional.empty();
    private boolean over;
    private boolean finished;
    private boolean sentEnd;

    GrpcAppend(Future<GrpcClientRequest<AppendChunk, AppendResponse>> opening, AppendStart start) {
        waiting.add(AppendChunk.newBuilder().setStart(start).build());
        this.result = Faults.known(opening.compose(this::opened))
                .map(response -> new AppendedMessage(
                        Integer.toUnsignedLong(response.getUidValidity()), Integer.toUnsignedLong(response.getUid())));
        result.onComplete(done -> {
            over = true;
            waiting.clear();
            drained();
        });
    }

    private Future<AppendResponse> opened(GrpcClientRequest<AppendChunk, AppendResponse> request) {
        if (over) {
            request.cancel();
            return Future.failedFuture(new BackendException(FaultKind.UNAVAILABLE, "aborted"));
        }
        call = Optional.of(request);
        Future<AppendResponse> answer = request.response().compose(response -> response.last());
        pump();
        return answer;
    }

    private void pump() {
        if (call.isEmpty()) {
            return;
        }
        GrpcClientRequest<AppendChunk, AppendResponse> request = call.get();
        while (!over && !waiting.isEmpty()) {
            if (request.writeQueueFull()) {
                request.drainHandler(v -> pump());
                return;
            }
            // A failure to write fails the call, which the result tells.
            var _ = request.write(waiting.poll());
        }
        if (finished && !sentEnd && !over) {
            sentEnd = true;
            var _ = request.end();
        }
        drained();
    }

    private void drained() {
        if (!isFull()) {
            Optional<Runnable> action = whenDrained;
            whenDrained = Optional.empty();
            action.ifPresent(Runnable::run);
        }
    }

    @Override
    public void write(byte[] octets, int from, int to) {
        for (int at = from; !over && at < to; at += CHUNK_OCTETS) {
            int length = Math.min(CHUNK_OCTETS, to - at);
            waiting.add(AppendChunk.newBuilder()
                    .setData(ByteString.copyFrom(octets, at, length))
                    .build());
        }
        pump();
    }

    @Override
    public boolean isFull() {
        return !over && waiting.size() > MAX_WAITING;
    }

    @Override
    public void whenDrained(Runnable action) {
        whenDrained = Optional.of(action);
        drained();
    }

    @Override
    public Future<AppendedMessage> finish() {
        finished = true;
        pump();
        return result;
    }

    @Override
    public void abort() {
        over = true;
        waiting.clear();
        call.ifPresent(GrpcClientRequest::cancel);
        drained();
    }
}
