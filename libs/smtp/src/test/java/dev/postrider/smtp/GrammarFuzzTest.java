package dev.postrider.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;

/** No argument makes a parser throw; what one accepts is within limits, safe to write, and means the same when it is read again. */
final class GrammarFuzzTest {
    private static final Set<Extension> ALL = EnumSet.allOf(Extension.class);

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.UTF_8);
    }

    @FuzzTest(maxDuration = "1m")
    void mail(byte[] octets) {
        if (MailCommand.parse(text(octets), ALL) instanceof Parsed.Valid<MailCommand>(MailCommand mail)) {
            assertPath(mail.reversePath().text());
            mail.envid().ifPresent(envid -> assertTrue(isPrintable(envid) && envid.length() <= 100));
            mail.sizeOctets().ifPresent(size -> assertTrue(size >= 0));
            mail.requests().priority().ifPresent(priority -> assertTrue(Math.abs(priority) <= 9));
            String again = "FROM:<" + mail.reversePath().text() + "> SMTPUTF8";
            if (MailCommand.parse(again, ALL) instanceof Parsed.Valid<MailCommand>(MailCommand same)) {
                assertEquals(mail.reversePath(), same.reversePath());
            } else {
                throw new AssertionError("not read again: " + again);
            }
        }
    }

    @FuzzTest(maxDuration = "1m")
    void rcpt(byte[] octets) {
        if (RcptCommand.parse(text(octets), true, ALL) instanceof Parsed.Valid<RcptCommand>(RcptCommand rcpt)) {
            assertPath(rcpt.forwardPath().text());
            rcpt.orcpt().ifPresent(orcpt -> {
                assertTrue(orcpt.indexOf(';') > 0 && orcpt.length() <= 500, orcpt);
                assertTrue(orcpt.chars().noneMatch(c -> c < ' ' || c == 127), orcpt);
            });
            assertTrue(!rcpt.notifications().contains(DsnNotify.NEVER)
                    || rcpt.notifications().size() == 1);
            String again = "TO:<" + rcpt.forwardPath().text() + ">";
            if (RcptCommand.parse(again, true, ALL) instanceof Parsed.Valid<RcptCommand>(RcptCommand same)) {
                assertEquals(rcpt.forwardPath(), same.forwardPath());
            } else {
                throw new AssertionError("not read again: " + again);
            }
        }
    }

    @FuzzTest(maxDuration = "1m")
    void otherArguments(byte[] octets) {
        String text = text(octets);
        ClientName.parse(text)
                .ifPresent(name -> assertTrue(name.text().chars().noneMatch(c -> " ()<>\"\r\n\0".indexOf(c) >= 0)));
        BdatCommand.parse(text).ifPresent(bdat -> assertTrue(bdat.octets() >= 0));
        XclientCommand.parse(text)
                .ifPresent(xclient -> xclient.known()
                        .values()
                        .forEach(value -> assertTrue(value.chars().noneMatch(c -> c < ' ' || c == 127), value)));
        Xtext.decode(text).ifPresent(decoded -> {
            assertTrue(isPrintable(decoded));
            assertEquals(decoded, Xtext.decode(Xtext.encode(decoded)).orElseThrow());
        });
    }

    /** It will stand in trace headers and between angle brackets. */
    private static void assertPath(String path) {
        assertTrue(path.chars().noneMatch(c -> c < ' ' || c == 127), path);
        assertTrue(path.getBytes(StandardCharsets.UTF_8).length <= 256, path);
    }

    private static boolean isPrintable(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c <= '~');
    }
}
