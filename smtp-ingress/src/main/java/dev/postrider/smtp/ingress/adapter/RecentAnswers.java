package dev.postrider.smtp.ingress.adapter;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Answers with the time at which they were given. Each is fresh for a while, and still worth something when nobody can be asked.
 * Thread-safe.
 */
final class RecentAnswers<K, V> {
    private static final long MAX_ENTRIES = 100_000;

    private final Cache<K, Answer<V>> answers;
    private final Predicate<V> positive;
    private final long positiveMs;
    private final long negativeMs;
    private final long staleMs;
    private final LongSupplier nowMs;

    private record Answer<V>(V value, long atMs) {}

    /**
     * @param positive which answers live long
     * @param staleFor how long a positive answer may be used when the directory is silent
     */
    RecentAnswers(
            Predicate<V> positive, Duration positiveFor, Duration negativeFor, Duration staleFor, LongSupplier nowMs) {
        this.answers = Caffeine.newBuilder().maximumSize(MAX_ENTRIES).build();
        this.positive = positive;
        this.positiveMs = positiveFor.toMillis();
        this.negativeMs = negativeFor.toMillis();
        this.staleMs = staleFor.toMillis();
        this.nowMs = nowMs;
    }

    Optional<V> fresh(K key) {
        return Optional.ofNullable(answers.getIfPresent(key))
                .filter(answer -> age(answer) < (positive.test(answer.value()) ? positiveMs : negativeMs))
                .map(Answer::value);
    }

    /** Never a negative one: a user may have come since, and a passing fault must not refuse mail for good. */
    Optional<V> stale(K key) {
        return Optional.ofNullable(answers.getIfPresent(key))
                .filter(answer -> positive.test(answer.value()) && age(answer) < staleMs)
                .map(Answer::value);
    }

    void put(K key, V value) {
        answers.put(key, new Answer<>(value, nowMs.getAsLong()));
    }

    private long age(Answer<V> answer) {
        return nowMs.getAsLong() - answer.atMs();
    }
}
