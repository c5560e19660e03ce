package dev.postrider.servicekit.net.listener;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** How many of something each key may have at the same time. Thread-safe; a key that has none takes no memory. */
public final class KeyedLimit<K> {
    private final int perKey;
    private final ConcurrentHashMap<K, Integer> counts = new ConcurrentHashMap<>();

    public KeyedLimit(int perKey) {
        this.perKey = perKey;
    }

    /** Empty if the key has too many already. */
    public Optional<Permit> acquire(K key) {
        return acquire(key, perKey);
    }

    /** How many the key has. */
    int count(K key) {
        return counts.getOrDefault(key, 0);
    }

    /** How many keys have any. */
    long keys() {
        return counts.mappingCount();
    }

    /** As {@link #acquire(Object)}, with another limit. */
    public Optional<Permit> acquire(K key, int most) {
        if (counts.merge(key, 1, Integer::sum) > most) {
            release(key);
            return Optional.empty();
        }
        return Optional.of(() -> release(key));
    }

    private void release(K key) {
        counts.compute(key, (same, count) -> count == null || count <= 1 ? null : count - 1);
    }
}
