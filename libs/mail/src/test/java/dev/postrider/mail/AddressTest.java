package dev.postrider.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdoe@example.com",
                "a@b",
                "user+tag@mail.example.org",
                "!#$%&'*+-/=?^_`{|}~@example.com",
                "first.last@sub.example.com",
                "\"john doe\"@example.com",
                "\"a@b\"@example.com",
                "\"\"@example.com",
                "\"a\\\"b\\\\c\"@example.com",
                "\"..\"@example.com",
                "x@[192.0.2.1]",
                "x@[IPv6:2001:db8::1]",
                "x@[IPv6:::1]",
                "x@[IPv6:1:2:3:4:5:6:7:8]",
                "x@[IPv6:::ffff:192.0.2.1]",
                "x@[IPv6:1:2:3:4:5:6:192.0.2.1]",
                "x@[tag:content]",
                "\u00fcser@b\u00fccher.example",
                "\u7528\u6237@\u4f8b\u5b50.\u5e7f\u544a",
                "x@xn--bcher-kva.example",
                "x@1.example",
                "\ud83d\ude00@example.com"
            })
    void readsAndWritesTheSame(String text) {
        assertEquals(text, Address.parse(text).map(Address::toString).orElse("refused"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "a",
                "a@",
                "@b",
                "a@b@c",
                ".a@b",
                "a.@b",
                "a..b@c",
                "a b@c",
                "a@b c",
                "a@-b",
                "a@b-",
                "a@b..c",
                "a@.b",
                "a@b.",
                "a@b_c",
                "a@[]",
                "a@[1.2.3]",
                "a@[1.2.3.4.5]",
                "a@[256.1.1.1]",
                "a@[1.2.3.0004]",
                "a@[IPv6:1:2:3]",
                "a@[IPv6:1:2:3:4:5:6:7:8:9]",
                "a@[IPv6:1::2::3]",
                "a@[IPv6:12345::]",
                "a@[IPv6:1.2.3.4::]",
                "a@[1.2.3.4",
                "a@1.2.3.4]",
                "\"a@b",
                "\"a\"b@c",
                "\"a\u0001\"@c",
                "a\r\n@b",
                "a@b\r\n",
                "<a@b>",
                "a@b\u0000",
                "a@\u0085",
                "\ud83d@example.com",
                "a\ufffd@example.com"
            })
    void refuses(String text) {
        assertEquals(Optional.empty(), Address.parse(text));
    }

    @Test
    void boundsLengthInOctets() {
        String domain = "." + "d".repeat(60) + ".example";
        assertTrue(Address.parse("a@" + "b".repeat(63) + domain).isPresent());
        assertFalse(Address.parse("a@" + "b".repeat(64) + domain).isPresent());
        assertTrue(Address.parse("a".repeat(252) + "@b").isPresent());
        assertFalse(Address.parse("a".repeat(253) + "@b").isPresent());
        assertFalse(Address.parse("\u00e9".repeat(127) + "@b").isPresent());
    }

    @Test
    void unquotesTheLocalPart() {
        Address address = Address.parse("\"j\\doe\"@example.com").orElseThrow();
        assertEquals("jdoe", address.localPart());
        assertEquals("jdoe@example.com", address.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "JDoe@EXAMPLE.com, jdoe@example.com",
        "x@B\u00dcCHER.example, x@xn--bcher-kva.example",
        "X@[IPv6:2001:DB8::1], x@[ipv6:2001:db8::1]",
        "e\u0301@example.com, \u00e9@example.com"
    })
    void canonicalForm(String text, String expected) {
        assertEquals(expected, Address.parse(text).orElseThrow().canonical().toString());
    }

    @Test
    void knowsWhatNeedsSmtputf8() {
        assertTrue(Address.parse("a@b.example").orElseThrow().isAscii());
        assertFalse(Address.parse("\u00e4@b.example").orElseThrow().isAscii());
        assertTrue(Address.parse("a@[192.0.2.1]").orElseThrow().isAddressLiteral());
    }
}
