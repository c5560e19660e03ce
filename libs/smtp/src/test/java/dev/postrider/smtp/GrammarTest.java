package dev.postrider.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.postrider.mail.Address;
import dev.postrider.mail.EnhancedStatusCode;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GrammarTest {
    private static final Set<Extension> SERVED =
            EnumSet.of(Extension.SIZE, Extension.EIGHT_BIT_MIME, Extension.SMTPUTF8, Extension.DSN);
    private static final Set<Extension> ALL = EnumSet.allOf(Extension.class);

    private static <T> T valid(Parsed<T> parsed) {
        return switch (parsed) {
            case Parsed.Valid<T>(T value) -> value;
            case Parsed.Invalid<T>(GrammarFault fault) -> throw new AssertionError(fault);
        };
    }

    private static GrammarFault fault(Parsed<?> parsed) {
        return switch (parsed) {
            case Parsed.Valid<?>(var value) -> throw new AssertionError("valid: " + value);
            case Parsed.Invalid<?>(GrammarFault fault) -> fault;
        };
    }

    private static MailCommand mail(String argument) {
        return valid(MailCommand.parse(argument, SERVED));
    }

    private static RcptCommand rcpt(String argument) {
        return valid(RcptCommand.parse(argument, false, SERVED));
    }

    @Test
    void mailWithAllParameters() {
        MailCommand mail = mail("FROM:<a@b.example> SIZE=123 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=x+2By");
        assertEquals(new ReversePath.Mailbox(new Address("a", "b.example")), mail.reversePath());
        assertEquals(OptionalLong.of(123), mail.sizeOctets());
        assertEquals(BodyType.EIGHT_BIT_MIME, mail.bodyType());
        assertEquals(Optional.of(DsnReturn.HEADERS), mail.dsnReturn());
        assertEquals(Optional.of("x+y"), mail.envid());
        assertEquals(true, mail.smtputf8());
    }

    private static TransportRequests requests(String parameters) {
        return valid(MailCommand.parse("FROM:<a@b.example> " + parameters, ALL)).requests();
    }

    private static void bad(String parameters) {
        assertEquals(
                GrammarFault.BAD_PARAMETER,
                fault(MailCommand.parse("FROM:<a@b.example> " + parameters, ALL)),
                parameters);
    }

    @Test
    void aParameterOfAnExtensionThatIsNotServedIsUnknown() {
        for (String parameter : List.of(
                "AUTH=<>", "REQUIRETLS", "MT-PRIORITY=3", "BY=120;R", "HOLDFOR=60", "HOLDUNTIL=2027-01-01T00:00:00Z")) {
            assertEquals(
                    GrammarFault.UNKNOWN_PARAMETER,
                    fault(MailCommand.parse("FROM:<a@b.example> " + parameter, SERVED)),
                    parameter);
            valid(MailCommand.parse("FROM:<a@b.example> " + parameter, ALL));
        }
        assertEquals(
                GrammarFault.BAD_PARAMETER, fault(MailCommand.parse("FROM:<a@b.example> BODY=BINARYMIME", SERVED)));
        assertEquals(
                BodyType.BINARY_MIME,
                valid(MailCommand.parse("FROM:<a@b.example> BODY=BinaryMime", ALL))
                        .bodyType());
        assertEquals(
                GrammarFault.UNKNOWN_PARAMETER,
                fault(RcptCommand.parse("TO:<a@b.example> NOTIFY=NEVER", false, Set.of())));
    }

    @Test
    void requireTlsHasNoValue() {
        assertEquals(true, requests("REQUIRETLS").requireTls());
        bad("REQUIRETLS=yes");
    }

    @Test
    void prioritiesGoFromMinusNineToNine() {
        assertEquals(OptionalInt.of(-9), requests("MT-PRIORITY=-9").priority());
        assertEquals(OptionalInt.of(0), requests("MT-PRIORITY=0").priority());
        assertEquals(OptionalInt.of(9), requests("mt-priority=9").priority());
        for (String value : List.of("10", "-10", "-0", "+1", "", "x", "1.0", "--1")) {
            bad("MT-PRIORITY=" + value);
        }
        bad("MT-PRIORITY");
    }

    @Test
    void deliverByIsATimeAndWhatThen() {
        assertEquals(
                Optional.of(new TransportRequests.DeliverBy(120, TransportRequests.LateMail.RETURN, false)),
                requests("BY=120;R").deliverBy());
        assertEquals(
                Optional.of(new TransportRequests.DeliverBy(-240, TransportRequests.LateMail.NOTIFY, true)),
                requests("BY=-240;nt").deliverBy());
        assertEquals(
                Optional.of(new TransportRequests.DeliverBy(999_999_999, TransportRequests.LateMail.RETURN, true)),
                requests("BY=+999999999;RT").deliverBy());
        for (String value :
                List.of("0;R", "-1;R", "120", "120;", "120;X", "120;TR", ";R", "1234567890;R", "1 20;R", "-;N")) {
            bad("BY=" + value);
        }
    }

    @Test
    void releaseIsALengthOrATime() {
        assertEquals(
                Optional.of(new TransportRequests.Release.HoldFor(86_400)),
                requests("HOLDFOR=86400").release());
        assertEquals(
                Optional.of(new TransportRequests.Release.HoldUntil(1_799_971_200L)),
                requests("HOLDUNTIL=2027-01-15T02:00:00+02:00").release().map(r -> r));
        for (String value : List.of("0", "-1", "1234567890", "x", "")) {
            bad("HOLDFOR=" + value);
        }
        for (String value : List.of("2027-13-01T00:00:00Z", "2027-01-01", "2027-01-01T00:00:00", "tomorrow")) {
            bad("HOLDUNTIL=" + value);
        }
        bad("HOLDFOR=60 HOLDUNTIL=2027-01-01T00:00:00Z");
    }

    @Test
    void envidsAreLimitedAsTheyTravel() {
        assertEquals(
                Optional.of("x".repeat(100)),
                mail("FROM:<a@b> ENVID=" + "x".repeat(100)).envid());
        bad("ENVID=" + "x".repeat(101));
        bad("ENVID=" + "+2B".repeat(34));
        bad("ENVID=");
        assertEquals(
                Optional.of("rfc822;" + "x".repeat(493)),
                rcpt("TO:<a@b> ORCPT=rfc822;" + "x".repeat(493)).orcpt());
        assertEquals(
                GrammarFault.BAD_PARAMETER,
                fault(RcptCommand.parse("TO:<a@b> ORCPT=rfc822;" + "x".repeat(494), false, SERVED)));
    }

    @Test
    void nullPathAndRoutes() {
        assertEquals(ReversePath.Null.PATH, mail("FROM:<>").reversePath());
        assertEquals(
                "a@b.example",
                mail("from:<@x.example,@[IPv6:::1]:a@b.example>").reversePath().text());
        assertEquals(ForwardPath.BarePostmaster.PATH, rcpt("TO:<PostMaster>").forwardPath());
        assertEquals(
                "\"a> b\"@c.example",
                rcpt("TO:<\"a> b\"@c.example>").forwardPath().text());
    }

    @Test
    void lengths() {
        assertEquals(
                GrammarFault.ADDRESS_TOO_LONG, fault(MailCommand.parse("FROM:<" + "a".repeat(65) + "@b>", SERVED)));
        assertEquals(
                GrammarFault.ADDRESS_TOO_LONG,
                fault(RcptCommand.parse("TO:<a@" + "b.".repeat(130) + "example>", false, SERVED)));
        assertEquals(
                GrammarFault.NEEDS_SMTPUTF8, fault(RcptCommand.parse("TO:<j\u00f6rg@example.org>", false, SERVED)));
        // 33 characters of two octets each.
        assertEquals(
                GrammarFault.ADDRESS_TOO_LONG,
                fault(RcptCommand.parse("TO:<" + "\u00f6".repeat(33) + "@example.org>", true, SERVED)));
    }

    @Test
    void rcptParameters() {
        RcptCommand rcpt = rcpt("TO:<a@b.example> NOTIFY=DELAY,SUCCESS ORCPT=rfc822;Bob+40x");
        assertEquals(List.of(DsnNotify.SUCCESS, DsnNotify.DELAY), rcpt.notifications());
        assertEquals(Optional.of("rfc822;Bob@x"), rcpt.orcpt());
        assertEquals(
                GrammarFault.BAD_PARAMETER, fault(RcptCommand.parse("TO:<a@b> ORCPT=utf-8;j\u00f6rg", false, SERVED)));
        assertEquals(
                GrammarFault.BAD_PARAMETER, fault(RcptCommand.parse("TO:<a@b> ORCPT=utf-8;j\0rg@x", true, SERVED)));
        assertEquals(
                Optional.of("utf-8;j\u00f6rg@x"),
                valid(RcptCommand.parse("TO:<a@b> ORCPT=utf-8;j\u00f6rg@x", true, SERVED))
                        .orcpt());
    }

    /** RFC 3461 s4: examples, and back. */
    @Test
    void xtext() {
        assertEquals(Optional.of("a b+=c"), Xtext.decode("a+20b+2B+3Dc"));
        assertEquals("a+20b+2B+3Dc", Xtext.encode("a b+=c"));
        for (String bad : List.of("+", "+4", "+4g", "+4a", "a=b", "a b", "+0A", "+7F", "\u00e9")) {
            assertEquals(Optional.empty(), Xtext.decode(bad), bad);
        }
        StringBuilder all = new StringBuilder();
        for (char c = ' '; c <= '~'; c++) {
            all.append(c);
        }
        assertEquals(Optional.of(all.toString()), Xtext.decode(Xtext.encode(all.toString())));
    }

    @Test
    void verbs() {
        assertEquals(Verb.MAIL, Verb.of("mail FROM:<>"));
        assertEquals(Verb.UNKNOWN, Verb.of("MAILFROM:<>"));
        assertEquals(Verb.UNKNOWN, Verb.of(""));
        assertEquals(Verb.QUIT, Verb.of("QuIt"));
    }

    @Test
    void replies() {
        Reply reply = new Reply(250, Optional.of(EnhancedStatusCode.OK), List.of("one", "two"));
        assertEquals("250-2.0.0 one\r\n250 2.0.0 two\r\n", new String(reply.encode(), StandardCharsets.US_ASCII));
        assertEquals("354 go\r\n", new String(Reply.of(354, "go").encode(), StandardCharsets.US_ASCII));
        assertThrows(IllegalArgumentException.class, () -> Reply.of(250, "a\r\nb"));
        assertThrows(IllegalArgumentException.class, () -> Reply.of(99, "a"));
    }

    @Test
    void noArgumentMakesAParserThrow() {
        Random random = new Random(20261125);
        String alphabet = "<>@:.,\"\\ =+;[]()aZ0-\u00f6\ud83d\ud800FROMTOSIZE\t";
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "FROM:<" : "TO:<");
            int length = random.nextInt(24);
            for (int i = 0; i < length; i++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            MailCommand.parse(text.toString(), SERVED);
            RcptCommand.parse(text.toString(), random.nextBoolean(), SERVED);
            ClientName.parse(text.toString());
            Verb.of(text.toString());
            Xtext.decode(text.toString());
        }
    }
}
