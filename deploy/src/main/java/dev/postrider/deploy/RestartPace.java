package dev.postrider.deploy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How soon a part that has ended is started again: at once, and each further time within {@link #REMEMBERED} after twice the delay of the time before, up
 * to {@link #LONGEST}. What always ends again costs little, and what somebody mends comes back by itself.
 */
final class RestartPace {
    static final Duration FIRST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofMinutes(1);
    static final Duration REMEMBERED = Duration.ofMinutes(10);

    private final Deque<Instant> starts = new ArrayDeque<>();

    /** Notes a start that is due at {@code now}. @return how long it has to wait */
    Duration delayOf(Instant now) {
        while (!starts.isEmpty() && starts.getFirst().isBefore(now.minus(REMEMBERED))) {
            starts.removeFirst();
        }
        Duration delay = Duration.ZERO;
        for (int i = 0; i < starts.size() && delay.compareTo(LONGEST) < 0; i++) {
            delay = delay.isZero() ? FIRST : delay.multipliedBy(2);
        }
        starts.addLast(now);
        return delay.compareTo(LONGEST) < 0 ? delay : LONGEST;
    }
}
