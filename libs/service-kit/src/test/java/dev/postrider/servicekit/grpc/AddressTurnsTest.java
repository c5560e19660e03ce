package dev.postrider.servicekit.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class AddressTurnsTest {
    private static final SocketAddress A = SocketAddress.inetSocketAddress(1, "10.0.0.1");
    private static final SocketAddress B = SocketAddress.inetSocketAddress(1, "10.0.0.2");
    private static final SocketAddress C = SocketAddress.inetSocketAddress(1, "10.0.0.3");
    private static final List<SocketAddress> ALL = List.of(A, B, C);

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE);
    private final AddressTurns turns = new AddressTurns(now::get);

    @Test
    void eachIsFirstInTurn() {
        assertEquals(List.of(A, B, C), turns.order(ALL));
        assertEquals(List.of(B, C, A), turns.order(ALL));
        assertEquals(List.of(C, A, B), turns.order(ALL));
        assertEquals(List.of(A, B, C), turns.order(ALL));
    }

    @Test
    void whoFailedIsLastForAWhile() {
        turns.failed(A);
        assertEquals(List.of(B, C, A), turns.order(ALL));
        now.addAndGet(AddressTurns.REST.toNanos() - 1);
        assertEquals(List.of(B, C, A), turns.order(ALL));
        assertEquals(List.of(C, B, A), turns.order(ALL));
        now.incrementAndGet();
        assertEquals(List.of(A, B, C), turns.order(ALL));
    }

    @Test
    void whereAllFailedAllAreTriedInTurn() {
        ALL.forEach(turns::failed);
        assertEquals(List.of(A, B, C), turns.order(ALL));
        assertEquals(List.of(B, C, A), turns.order(ALL));
    }

    @Test
    void whoIsGoneIsForgotten() {
        turns.failed(A);
        turns.retain(List.of(B, C));
        assertEquals(List.of(A, B, C), turns.order(ALL));
    }
}
