package dev.postrider.servicekit.grpc;

import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Whose turn it is: each address in turn, but one that took no connection comes last for a while, so that not every call has to find that out for itself.
 * It is still asked when no other takes the call. Thread-safe.
 */
final class AddressTurns {
    static final Duration REST = Duration.ofSeconds(10);

    private final LongSupplier nanoClock;
    private final AtomicInteger turn = new AtomicInteger();
    /** When an address failed, by the nano clock. */
    private final ConcurrentHashMap<SocketAddress, Long> failures = new ConcurrentHashMap<>();

    AddressTurns(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** All of them, in the order in which one call should try them. */
    List<SocketAddress> order(List<SocketAddress> all) {
        int size = all.size();
        if (size == 1) {
            return all;
        }
        int start = Math.floorMod(turn.getAndIncrement(), size);
        List<SocketAddress> order = new ArrayList<>(size);
        List<SocketAddress> resting = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            SocketAddress address = all.get((start + i) % size);
            (rests(address) ? resting : order).add(address);
        }
        order.addAll(resting);
        return order;
    }

    private boolean rests(SocketAddress address) {
        Long failed = failures.get(address);
        if (failed == null) {
            return false;
        }
        if (nanoClock.getAsLong() - failed < REST.toNanos()) {
            return true;
        }
        failures.remove(address, failed);
        return false;
    }

    /** Notes that an address took no connection. */
    void failed(SocketAddress address) {
        failures.put(address, nanoClock.getAsLong());
    }

    /** Forgets addresses that the name does not have any more. */
    void retain(List<SocketAddress> all) {
        failures.keySet().retainAll(all);
    }
}
