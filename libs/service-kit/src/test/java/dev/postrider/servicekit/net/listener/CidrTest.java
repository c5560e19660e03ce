package dev.postrider.servicekit.net.listener;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class CidrTest {
    @Test
    void networks() {
        Cidr four = Cidr.parse("192.0.2.0/25").orElseThrow();
        assertTrue(four.contains("192.0.2.127"));
        assertFalse(four.contains("192.0.2.128"));
        assertFalse(four.contains("2001:db8::1"));
        Cidr six = Cidr.parse("2001:db8::/33").orElseThrow();
        assertTrue(six.contains("2001:db8:7fff::1"));
        assertFalse(six.contains("2001:db8:8000::1"));
        assertTrue(Cidr.parse("::1").orElseThrow().contains("0:0:0:0:0:0:0:1"));
        for (String bad : List.of("example.org", "192.0.2.0/33", "192.0.2.0/", "192.0.2.0/-1", "1.2.3/8", "")) {
            assertTrue(Cidr.parse(bad).isEmpty(), bad);
        }
    }
}
