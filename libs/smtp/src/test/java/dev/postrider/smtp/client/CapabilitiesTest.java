package dev.postrider.smtp.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.smtp.Reply;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CapabilitiesTest {
    private static Capabilities of(String... lines) {
        return Capabilities.of(new Reply(250, Optional.empty(), List.of(lines)));
    }

    @Test
    void readsWhatAModernServerSays() {
        Capabilities read = of(
                "mx.example at your service",
                "SIZE 157286400",
                "8BITMIME",
                "STARTTLS",
                "ENHANCEDSTATUSCODES",
                "PIPELINING",
                "CHUNKING",
                "DSN",
                "LIMITS RCPTMAX=50 MAILMAX=10",
                "AUTH PLAIN LOGIN",
                "SMTPUTF8");
        assertEquals(
                new Capabilities(
                        true,
                        true,
                        true,
                        true,
                        true,
                        true,
                        OptionalLong.of(157_286_400),
                        OptionalLong.of(50),
                        Set.of("PLAIN", "LOGIN")),
                read);
    }

    @Test
    void theGreetingLineIsNoKeyword() {
        assertFalse(of("STARTTLS").startTls());
        assertFalse(of("pipelining hello", "HELP").pipelining());
    }

    @Test
    void caseAndSpacesDoNotMatter() {
        Capabilities read = of("mx", "starttls", "Size  1000 ", "auth=plain");
        assertTrue(read.startTls());
        assertEquals(OptionalLong.of(1000), read.sizeLimitOctets());
        assertEquals(Set.of("PLAIN"), read.authMechanisms());
    }

    @Test
    void aSizeOfZeroOrNonsenseIsNoLimit() {
        assertTrue(of("mx", "SIZE 0").size());
        assertEquals(OptionalLong.empty(), of("mx", "SIZE 0").sizeLimitOctets());
        assertEquals(OptionalLong.empty(), of("mx", "SIZE").sizeLimitOctets());
        assertEquals(
                OptionalLong.empty(), of("mx", "SIZE 99999999999999999999999").sizeLimitOctets());
        assertEquals(OptionalLong.empty(), of("mx", "SIZE -1").sizeLimitOctets());
    }
}
