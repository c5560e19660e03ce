package dev.postrider.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestartPaceTest {
    private static final Instant START = Instant.parse("2026-11-25T12:00:00Z");

    @Test
    void whatKeepsEndingIsStartedEverMoreSlowly() {
        RestartPace pace = new RestartPace();
        List<Long> seconds = new ArrayList<>();
        Instant now = START;
        for (int i = 0; i < 9; i++) {
            Duration delay = pace.delayOf(now);
            seconds.add(delay.toSeconds());
            now = now.plus(delay);
        }
        assertEquals(List.of(0L, 1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L), seconds);
    }

    @Test
    void whatEndsForEverIsStartedOnceAMinute() {
        RestartPace pace = new RestartPace();
        Instant now = START;
        int starts = 0;
        while (now.isBefore(START.plus(Duration.ofHours(10)))) {
            now = now.plus(pace.delayOf(now));
            starts++;
        }
        assertEquals(607, starts, 2);
    }

    @Test
    void whatRanForLongIsStartedAtOnce() {
        RestartPace pace = new RestartPace();
        pace.delayOf(START);
        pace.delayOf(START.plusSeconds(1));
        assertEquals(Duration.ZERO, pace.delayOf(START.plusSeconds(2).plus(RestartPace.REMEMBERED)));
    }
}
