package dev.postrider.servicekit.net.listener;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class LimitsTest {
    @Test
    void eachKeyHasItsOwnShare() {
        KeyedLimit<String> limit = new KeyedLimit<>(2);
        Permit first = limit.acquire("a").orElseThrow();
        assertTrue(limit.acquire("a").isPresent());
        assertTrue(limit.acquire("a").isEmpty());
        assertTrue(limit.acquire("b").isPresent());
        first.release();
        assertTrue(limit.acquire("a").isPresent());
        assertTrue(limit.acquire("a").isEmpty());
    }

    /** Whichever limit refuses, the other one must not count what was refused. */
    @Test
    void aRefusalCountsNowhere() {
        ConnectionLimits limits = new ConnectionLimits(2, 1, List.of());
        Permit first = limits.acquire("192.0.2.1").orElseThrow();
        for (int i = 0; i < 3; i++) {
            assertTrue(limits.acquire("192.0.2.1").isEmpty(), "one of the address");
        }
        Permit second = limits.acquire("192.0.2.2").orElseThrow();
        for (int i = 0; i < 3; i++) {
            assertTrue(limits.acquire("192.0.2.3").isEmpty(), "two in all");
        }
        second.release();
        assertTrue(limits.acquire("192.0.2.3").isPresent());
        first.release();
        assertTrue(limits.acquire("192.0.2.1").isPresent());
    }

    @Test
    void anExemptAddressIsOnlyLimitedByTheWhole() {
        ConnectionLimits limits =
                new ConnectionLimits(2, 1, List.of(Cidr.parse("127.0.0.0/8").orElseThrow()));
        Permit first = limits.acquire("127.0.0.1").orElseThrow();
        assertTrue(limits.acquire("127.0.0.1").isPresent());
        assertTrue(limits.acquire("127.0.0.1").isEmpty());
        first.release();
        assertTrue(limits.acquire("127.0.0.1").isPresent());
    }
}
