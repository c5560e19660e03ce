package dev.postrider.smtp.ingress.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.mail.EnhancedStatusCode;
import dev.postrider.smtp.Reply;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReasonTest {
    /** RFC 2034 s4: each refusal has an enhanced status code, of the class of its reply; and fits a line (RFC 5321 s4.5.3.1.5). */
    @ParameterizedTest
    @EnumSource(Reason.class)
    void isWholeReply(Reason reason) {
        Reply reply = reason.reply();
        assertTrue(reply.isTransient() || reply.isPermanent());
        EnhancedStatusCode status = reply.status().orElseThrow();
        assertEquals(reply.code() / 100, status.classDigit());
        assertTrue(reply.encode().length <= 512);
    }
}
