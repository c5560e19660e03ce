package dev.postrider.delivery.policy;

import java.time.Duration;
import java.util.List;

/**
 * When to try again.
 *
 * @param delays after the first, second, … failed attempt; the last one from then on
 * @param jitter a share from 0 to 1: the delay is stretched or shrunk by up to that much, so that what failed together does not come back together
 * @param giveUpAfter since the message was accepted
 */
public record RetrySchedule(List<Duration> delays, double jitter, Duration giveUpAfter) {
    private static final Duration UNTRIED = Duration.ofSeconds(15);

    public RetrySchedule {
        delays = List.copyOf(delays);
        if (delays.isEmpty() || jitter < 0 || jitter > 1) {
            throw new IllegalArgumentException("no delays, or a jitter that is no share");
        }
    }

    /**
     * The delay before the next attempt.
     *
     * @param failedAttempts at least 1
     * @param random from 0 to 1, evenly spread
     */
    public Duration delayAfter(int failedAttempts, double random) {
        return jittered(delays.get(Math.min(Math.max(failedAttempts, 1), delays.size()) - 1), random);
    }

    /**
     * The delay of mail that was not tried at all, since too much was waiting for its destination: short, but never longer than the first of the
     * others.
     *
     * @param random from 0 to 1, evenly spread
     */
    public Duration delayUntried(double random) {
        return jittered(UNTRIED.compareTo(delays.getFirst()) < 0 ? UNTRIED : delays.getFirst(), random);
    }

    private Duration jittered(Duration base, double random) {
        double factor = 1 - jitter + 2 * jitter * random;
        return Duration.ofMillis(Math.max(1, Math.round(base.toMillis() * factor)));
    }
}
