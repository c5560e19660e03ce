package dev.postrider.servicekit.net.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private static final ListenerSpec ANY = listener("any", 0);

    private final AtomicLong clockMs = new AtomicLong();

    private static ListenerSpec listener(String name, int connections) {
        return new ListenerSpec(
                name,
                "127.0.0.1",
                0,
                1,
                Optional.empty(),
                new Access(List.of(), connections, List.of(), Duration.ofSeconds(1)),
                Duration.ZERO,
                new LineProtocol(true));
    }

    /** As a listener does it; what was refused gives everything back. */
    private static Optional<Permit> connect(ConnectionLimits limits, ListenerSpec listener, String address) {
        if (!(limits.enter(listener) instanceof Admission.Granted(Permit entered))) {
            return Optional.empty();
        }
        if (!(limits.admit(address) instanceof Admission.Granted(Permit admitted))) {
            entered.release();
            return Optional.empty();
        }
        return Optional.of(() -> {
            entered.release();
            admitted.release();
        });
    }

    private static Optional<Permit> connect(ConnectionLimits limits, String address) {
        return connect(limits, ANY, address);
    }

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
        Permit first = connect(limits, "192.0.2.1").orElseThrow();
        for (int i = 0; i < 3; i++) {
            assertTrue(connect(limits, "192.0.2.1").isEmpty(), "one of the address");
        }
        Permit second = connect(limits, "192.0.2.2").orElseThrow();
        for (int i = 0; i < 3; i++) {
            assertTrue(connect(limits, "192.0.2.3").isEmpty(), "two in all");
        }
        second.release();
        assertTrue(connect(limits, "192.0.2.3").isPresent());
        first.release();
        assertTrue(connect(limits, "192.0.2.1").isPresent());
    }

    @Test
    void anExemptAddressIsOnlyLimitedByTheWhole() {
        ConnectionLimits limits =
                new ConnectionLimits(2, 1, List.of(Cidr.parse("127.0.0.0/8").orElseThrow()));
        Permit first = connect(limits, "127.0.0.1").orElseThrow();
        assertTrue(connect(limits, "127.0.0.1").isPresent());
        assertTrue(connect(limits, "127.0.0.1").isEmpty());
        first.release();
        assertTrue(connect(limits, "127.0.0.1").isPresent());
    }

    @Test
    void aListenerMayHaveALimitOfItsOwn() {
        ConnectionLimits limits = new ConnectionLimits(10, 10, List.of());
        ListenerSpec narrow = listener("narrow", 1);
        Permit only = connect(limits, narrow, "192.0.2.1").orElseThrow();
        assertTrue(connect(limits, narrow, "192.0.2.2").isEmpty());
        assertTrue(connect(limits, "192.0.2.2").isPresent());
        only.release();
        assertTrue(connect(limits, narrow, "192.0.2.2").isPresent());
        assertEquals(2, limits.open());
    }

    /** One customer has a whole IPv6 network, and must not count as many. */
    @Test
    void addressesOfOneIpv6NetworkAreOneClient() {
        assertEquals(ClientNetwork.of("2001:db8:1:2::1", 64), ClientNetwork.of("2001:db8:1:2:ffff::9", 64));
        assertNotEquals(ClientNetwork.of("2001:db8:1:2::1", 64), ClientNetwork.of("2001:db8:1:3::1", 64));
        assertEquals(ClientNetwork.of("2001:db8:1:2::1", 56), ClientNetwork.of("2001:db8:1:3::1", 56));
        assertNotEquals(ClientNetwork.of("2001:db8::1", 128), ClientNetwork.of("2001:db8::2", 128));
        assertNotEquals(ClientNetwork.of("192.0.2.1", 64), ClientNetwork.of("192.0.2.2", 64));
        assertEquals(ClientNetwork.of("::ffff:192.0.2.1", 64), ClientNetwork.of("192.0.2.1", 64));
        assertNotEquals(ClientNetwork.of("::1", 64), ClientNetwork.of("0.0.0.1", 64));
    }

    @Test
    void whenThereIsHardlyRoomOnlyThoseBelowTheirShareGetMore() {
        ConnectionLimits limits =
                new ConnectionLimits(new ConnectionRules(10, 10, 64, 0, List.of(), 6, 100, 100), clockMs::get);
        for (int i = 0; i < 6; i++) {
            assertTrue(connect(limits, "192.0.2.1").isPresent(), "there is room");
        }
        assertTrue(connect(limits, "192.0.2.2").isPresent());
        assertTrue(connect(limits, "192.0.2.1").isEmpty(), "it has six, and five are its share");
        assertTrue(connect(limits, "192.0.2.3").isPresent());
        assertTrue(connect(limits, "192.0.2.2").isPresent(), "two of three");
        assertTrue(connect(limits, "192.0.2.4").isPresent());
        assertTrue(connect(limits, "192.0.2.5").isEmpty(), "and nobody beyond the whole");
        assertEquals(10, limits.open());
    }

    @Test
    void stressBeginsLateAndEndsEarly() {
        ConnectionLimits limits =
                new ConnectionLimits(new ConnectionRules(10, 10, 64, 0, List.of(), 10, 4, 2), clockMs::get);
        List<Permit> permits = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            permits.add(connect(limits, "192.0.2.1").orElseThrow());
        }
        assertFalse(limits.stressed());
        permits.add(connect(limits, "192.0.2.1").orElseThrow());
        assertTrue(limits.stressed());
        permits.removeLast().release();
        assertTrue(limits.stressed());
        permits.removeLast().release();
        assertFalse(limits.stressed());
    }

    @Test
    void aClientMayConnectSoOftenWithinAMinute() {
        ConnectionLimits limits =
                new ConnectionLimits(new ConnectionRules(99, 99, 64, 2, List.of(), 99, 100, 100), clockMs::get);
        assertTrue(connect(limits, "192.0.2.1").isPresent());
        assertTrue(connect(limits, "192.0.2.1").isPresent());
        assertTrue(connect(limits, "192.0.2.1").isEmpty());
        assertTrue(connect(limits, "192.0.2.2").isPresent());
        clockMs.addAndGet(60_000);
        assertTrue(connect(limits, "192.0.2.1").isPresent());
    }
}
