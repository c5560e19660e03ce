package dev.postrider.delivery.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryScheduleTest {
    private static final RetrySchedule SCHEDULE = new RetrySchedule(
            List.of(Duration.ofMinutes(5), Duration.ofMinutes(10), Duration.ofHours(4)), 0.2, Duration.ofDays(5));

    @ParameterizedTest
    @CsvSource({
        "1, 0.5, PT5M",
        "2, 0.5, PT10M",
        "3, 0.5, PT4H",
        "4, 0.5, PT4H",
        "1000, 0.5, PT4H",
        "1, 0, PT4M",
        "1, 1, PT6M",
        // An attempt that nobody counted is still followed by the first delay.
        "0, 0.5, PT5M"
    })
    void delays(int failedAttempts, double random, Duration expected) {
        assertEquals(expected, SCHEDULE.delayAfter(failedAttempts, random));
    }

    @Test
    void whatWasNotTriedIsSoonTried() {
        assertEquals(Duration.ofSeconds(15), SCHEDULE.delayUntried(0.5));
        assertEquals(Duration.ofSeconds(18), SCHEDULE.delayUntried(1));
        RetrySchedule hasty = new RetrySchedule(List.of(Duration.ofSeconds(1)), 0, Duration.ofDays(5));
        assertEquals(Duration.ofSeconds(1), hasty.delayUntried(0.5));
    }
}
