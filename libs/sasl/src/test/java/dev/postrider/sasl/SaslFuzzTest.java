package dev.postrider.sasl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Optional;

/** No message of a client makes an exchange throw, lets it pass without the directory, or asks the directory what cannot be meant. */
final class SaslFuzzTest {
    private static final SaslTerms TERMS = new SaslTerms(
            EnumSet.allOf(SaslMechanism.class), Optional.of(ChannelBinding.of(new byte[32])), SaslTerms.INVALID_TOKEN);

    @FuzzTest(maxDuration = "1m")
    void message(byte[] octets) {
        String text = new String(octets, StandardCharsets.UTF_8);
        for (SaslMechanism mechanism : SaslMechanism.values()) {
            check(SaslServer.begin(mechanism, Optional.of(text), TERMS));
        }
        check(SaslServer.respond(
                new SaslExchange.ScramFinal("u", "n=u,r=x", "r=xy,s=AAAA,i=4096", "biws", "xy"), text));
        ScramClientFirst.parse(text)
                .ifPresent(first -> assertEquals(text, first.gs2Header() + first.bare(), "nothing is lost"));
    }

    private static void check(SaslStep step) {
        assertFalse(step instanceof SaslStep.Passed);
        if (step instanceof SaslStep.Inquire(SaslInquiry inquiry)) {
            switch (inquiry) {
                case SaslInquiry.Password(String login, String password) ->
                    assertFalse(login.isEmpty() || password.isEmpty());
                case SaslInquiry.ScramParameters asked ->
                    assertFalse(asked.login().isEmpty());
                case SaslInquiry.ScramProof(String ignored, String authMessage, String ignoredProof) ->
                    assertTrue(authMessage.startsWith("n=u,r=x,r=xy,s=AAAA,i=4096,c=biws,r=xy"), authMessage);
                case SaslInquiry.Token token -> assertFalse(token.token().isEmpty());
            }
        }
    }
}
