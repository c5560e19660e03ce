package dev.postrider.servicekit.net.listener;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * How often each key may do something within one minute of the clock. Thread-safe. What is remembered is bounded: of more keys than that, those that come last are not
 * limited.
 */
public final class KeyedRate<K> {
    private static final long MINUTE_MS = 60_000;
    private static final int MOST_KEYS = 100_000;

    private final int perMinute;
    private final LongSupplier clock;
    private volatile Window<K> window;

    private record Window<K>(long number, ConcurrentHashMap<K, Integer> counts) {}

    /**
     * Counts from now on.
     *
     * @param perMinute 0: no limit
     * @param clock Unix time in milliseconds
     */
    public KeyedRate(int perMinute, LongSupplier clock) {
        this.perMinute = perMinute;
        this.clock = clock;
        this.window = new Window<>(0, new ConcurrentHashMap<>());
    }

    /** Counts one more; false if that is too many. */
    public boolean tryTake(K key) {
        if (perMinute == 0) {
            return true;
        }
        ConcurrentHashMap<K, Integer> counts = present().counts();
        if (counts.mappingCount() >= MOST_KEYS && !counts.containsKey(key)) {
            return true;
        }
        return counts.merge(key, 1, Integer::sum) <= perMinute;
    }

    private Window<K> present() {
        long number = clock.getAsLong() / MINUTE_MS;
        Window<K> last = window;
        return last.number() == number ? last : renew(number);
    }

    private synchronized Window<K> renew(long number) {
        if (window.number() != number) {
            window = new Window<>(number, new ConcurrentHashMap<>());
        }
        return window;
    }
}
