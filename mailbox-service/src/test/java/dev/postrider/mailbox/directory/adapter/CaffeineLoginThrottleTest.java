package dev.postrider.mailbox.directory.adapter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.mailbox.directory.DirectorySettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class CaffeineLoginThrottleTest {
    private long nanos;
    private final CaffeineLoginThrottle throttle = new CaffeineLoginThrottle(
            new DirectorySettings.Throttle(4, 8, 16, Duration.ofMinutes(16), 1_000), () -> nanos);

    private int takenBy(String login, String client) {
        int taken = 0;
        while (taken < 100 && throttle.take(login, client)) {
            taken++;
        }
        return taken;
    }

    @Test
    void limitsAClientWithALoginThenTheClientThenTheLogin() {
        assertEquals(4, takenBy("a", "192.0.2.1"));
        assertEquals(4, takenBy("b", "192.0.2.1"));
        assertEquals(0, takenBy("c", "192.0.2.1"), "the client has had its 8");
        assertEquals(4, takenBy("a", "192.0.2.2"));
        assertEquals(4, takenBy("a", "192.0.2.3"));
        assertEquals(4, takenBy("a", "192.0.2.4"));
        assertEquals(0, takenBy("a", "192.0.2.5"), "the login has had its 16");
        assertEquals(4, takenBy("b", "192.0.2.5"));
    }

    @Test
    void refillsEvenlyOverTheWindow() {
        assertEquals(4, takenBy("a", "192.0.2.1"));
        nanos += Duration.ofMinutes(3).toNanos();
        assertEquals(0, takenBy("a", "192.0.2.1"));
        nanos += Duration.ofMinutes(1).toNanos();
        assertEquals(1, takenBy("a", "192.0.2.1"));
        nanos += Duration.ofHours(9).toNanos();
        assertEquals(4, takenBy("a", "192.0.2.1"), "never more than its capacity");
    }

    @Test
    void whatIsGivenBackCanBeTakenAgain() {
        assertTrue(throttle.take("a", "192.0.2.1"));
        throttle.giveBack("a", "192.0.2.1");
        throttle.giveBack("a", "192.0.2.1");
        assertEquals(4, takenBy("a", "192.0.2.1"));
    }

    @Test
    void aRefusalTakesNothing() {
        assertEquals(4, takenBy("a", "192.0.2.1"));
        assertFalse(throttle.take("a", "192.0.2.1"));
        assertEquals(4, takenBy("b", "192.0.2.1"), "the client's own bucket lost only four");
    }

    @Test
    void anIpv6CustomerIsOneClient() {
        assertEquals(4, takenBy("a", "2001:db8:1:2::1"));
        assertEquals(0, takenBy("a", "2001:db8:1:2:ffff::9"));
        assertEquals(4, takenBy("a", "2001:db8:1:3::1"));
        assertEquals(4, takenBy("a", "::ffff:192.0.2.9"));
        assertEquals(4, takenBy("x", "not:an:address"));
        assertEquals(4, takenBy("x", ""));
    }

    @Test
    void whoKnewThePasswordIsNotHeldUpByStrangers() {
        throttle.trust("a", "203.0.113.1");
        for (int i = 0; i < 4; i++) {
            assertEquals(4, takenBy("a", "192.0.2." + i));
        }
        assertEquals(0, takenBy("a", "192.0.2.9"));
        assertEquals(4, takenBy("a", "203.0.113.1"), "but by its own failures");
    }
}
