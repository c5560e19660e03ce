package dev.postrider.delivery.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.postrider.contracts.Content;
import dev.postrider.contracts.DeliverRequest;
import dev.postrider.contracts.DeliverResponse;
import dev.postrider.contracts.DeliveryItem;
import dev.postrider.contracts.DeliveryResult;
import dev.postrider.contracts.DeliveryTarget;
import dev.postrider.contracts.TargetResult;
import dev.postrider.contracts.TargetResult.Status;
import dev.postrider.delivery.hold.DrainingException;
import dev.postrider.delivery.port.LocalStoreException;
import dev.postrider.delivery.port.SilentMeters;
import dev.postrider.servicekit.trace.TraceSpan;
import dev.postrider.testkit.TestVertx;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LocalDeliveriesTest {
    private record Call(DeliverRequest request, Promise<DeliverResponse> promise) {
        void store() {
            answer(Status.STORED);
        }

        void answer(Status status) {
            DeliverResponse.Builder response = DeliverResponse.newBuilder();
            request.getItemsList()
                    .forEach(item -> response.addResults(DeliveryResult.newBuilder()
                            .addTargets(TargetResult.newBuilder().setStatus(status))));
            promise.complete(response.build());
        }

        void fail(LocalStoreException.Kind kind) {
            promise.fail(new LocalStoreException(kind, "told to"));
        }

        List<String> ids() {
            return request.getItemsList().stream().map(DeliveryItem::getQueueId).toList();
        }
    }

    private final Vertx vertx = TestVertx.start();
    private final Context context = vertx.getOrCreateContext();
    private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
    private final AtomicReference<LocalDeliveries> deliveries = new AtomicReference<>();

    @BeforeEach
    void start() {
        deliveries.set(new LocalDeliveries(
                vertx,
                (request, attempt) -> {
                    Promise<DeliverResponse> promise = Promise.promise();
                    calls.add(new Call(request, promise));
                    return promise.future();
                },
                new LocalLimits(2, 10, 10_000, 5, 2, 1, 4),
                new SilentMeters(),
                () -> 0));
    }

    @AfterEach
    void stop() throws TimeoutException {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    private static DeliveryItem item(int number, int octets) {
        return DeliveryItem.newBuilder()
                .setQueueId("q" + number)
                .setContent(Content.newBuilder().setInline(ByteString.copyFrom(new byte[octets])))
                .addTargets(DeliveryTarget.newBuilder().setAccountId(number))
                .build();
    }

    /** Queues items as one poll would, and flushes. */
    private List<Future<List<TargetResult>>> deliver(int from, int to, int octets) throws TimeoutException {
        Promise<List<Future<List<TargetResult>>>> queued = Promise.promise();
        context.runOnContext(on -> {
            List<Future<List<TargetResult>>> futures = new ArrayList<>();
            for (int i = from; i < to; i++) {
                futures.add(deliveries.get().deliver(item(i, octets), TraceSpan.NONE));
            }
            deliveries.get().flush();
            queued.complete(futures);
        });
        return queued.future().await(10, TimeUnit.SECONDS);
    }

    private Call call() throws InterruptedException {
        Call call = calls.poll(10, TimeUnit.SECONDS);
        if (call == null) {
            throw new AssertionError("no call");
        }
        return call;
    }

    private void on(Runnable step) throws TimeoutException {
        Promise<Void> done = Promise.promise();
        context.runOnContext(now -> {
            step.run();
            done.complete();
        });
        done.future().await(10, TimeUnit.SECONDS);
    }

    private static Status status(Future<List<TargetResult>> future) throws TimeoutException {
        return future.await(10, TimeUnit.SECONDS).getFirst().getStatus();
    }

    @Test
    void whatQueuedDuringACallGoesInTheNext() throws Exception {
        deliver(0, 1, 10);
        Call first = call();
        assertEquals(List.of("q0"), first.ids());
        deliver(1, 3, 10);
        assertTrue(calls.isEmpty(), "two items are not worth a second call");
        List<Future<List<TargetResult>>> later = deliver(3, 6, 10);
        assertEquals(List.of("q1", "q2", "q3", "q4", "q5"), call().ids());
        deliver(6, 20, 10);
        assertTrue(calls.isEmpty(), "two calls are the limit");
        on(first::store);
        Call third = call();
        assertEquals(10, third.ids().size(), "ten items are the limit of a call");
        assertFalse(later.getFirst().isComplete());
    }

    @Test
    void aCallHasItsOctetsAndALargeItemGoesAlone() throws Exception {
        deliver(0, 1, 4_000);
        Call first = call();
        deliver(1, 5, 4_000);
        deliver(5, 6, 50_000);
        Call second = call();
        assertEquals(List.of("q1", "q2"), second.ids());
        on(first::store);
        assertTrue(calls.isEmpty(), "three items are not worth a second call");
        on(second::store);
        Call third = call();
        assertEquals(List.of("q3", "q4"), third.ids());
        on(third::store);
        assertEquals(List.of("q5"), call().ids());
    }

    @Test
    void aStoreThatIsDownIsProbedByOneCallAtATime() throws Exception {
        List<Future<List<TargetResult>>> futures = deliver(0, 20, 10);
        Call first = call();
        Call second = call();
        on(() -> first.fail(LocalStoreException.Kind.UNAVAILABLE));
        on(() -> second.fail(LocalStoreException.Kind.UNAVAILABLE));
        Call probe = call();
        assertTrue(calls.isEmpty(), "one probe only");
        on(probe::store);
        for (Call next = call(); ; next = call()) {
            Call current = next;
            on(current::store);
            if (futures.stream().allMatch(Future::isComplete)) {
                break;
            }
        }
        for (Future<List<TargetResult>> future : futures) {
            assertEquals(Status.STORED, status(future));
        }
    }

    @Test
    void theOneItemThatTheStoreRefusesIsFoundOut() throws Exception {
        List<Future<List<TargetResult>>> futures = deliver(0, 3, 10);
        on(() -> callNow().fail(LocalStoreException.Kind.REFUSED));
        for (int i = 0; i < 3; i++) {
            Call single = call();
            assertEquals(1, single.ids().size());
            on(() -> {
                if (single.ids().contains("q1")) {
                    single.fail(LocalStoreException.Kind.REFUSED);
                } else {
                    single.store();
                }
            });
        }
        assertEquals(Status.STORED, status(futures.get(0)));
        assertEquals(Status.STORED, status(futures.get(2)));
        assertInstanceOf(LocalStoreException.class, futures.get(1).cause());
    }

    private Call callNow() {
        Call call = calls.poll();
        if (call == null) {
            throw new AssertionError("no call yet");
        }
        return call;
    }

    @Test
    void aFaultOfOneMessageIsTriedAgainAndThenTold() throws Exception {
        Future<List<TargetResult>> future = deliver(0, 1, 10).getFirst();
        Call first = call();
        on(() -> first.answer(Status.FAILED));
        Call second = call();
        on(() -> second.answer(Status.FAILED));
        assertEquals(Status.FAILED, status(future));
    }

    @Test
    void drainingEndsTheWaitForAStoreThatIsDown() throws Exception {
        Future<List<TargetResult>> future = deliver(0, 1, 10).getFirst();
        Call first = call();
        on(() -> deliveries.get().drain());
        on(() -> first.fail(LocalStoreException.Kind.UNAVAILABLE));
        assertInstanceOf(DrainingException.class, future.cause());
        assertEquals(0, deliveries.get().size());
    }
}
