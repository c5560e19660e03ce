package dev.postrider.sasl;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** No text of a client makes an exchange throw, and none passes without the directory. */
class RandomMessagesTest {
    private static final int ROUNDS = 200_000;
    private static final SaslTerms TERMS = new SaslTerms(
            EnumSet.allOf(SaslMechanism.class), Optional.of(ChannelBinding.of(new byte[32])), SaslTerms.INVALID_TOKEN);
    private static final List<SaslMechanism> MECHANISMS = List.of(SaslMechanism.values());
    private static final List<String> SEEDS = List.of(
            "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
            "p=tls-exporter,a=user,n=user,r=x,e=y",
            "c=biws,r=xy,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
            "n,a=user@example.com,\1host=h\1port=143\1auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\1\1",
            "user=u@example.com\1auth=Bearer x.y.z\1\1",
            "\0alice\0secret");
    private static final String ALPHABET = "nyparcmvi=,=2C=3D\1\0 +/%\u00e9\ud83d\ude00\ud800Bearer";

    @Test
    void noneThrows() {
        Random random = new Random(7);
        int inquiries = 0;
        for (int i = 0; i < ROUNDS; i++) {
            String text = mutated(SEEDS.get(random.nextInt(SEEDS.size())), random);
            SaslMechanism mechanism = MECHANISMS.get(random.nextInt(MECHANISMS.size()));
            SaslStep step = SaslServer.begin(mechanism, Optional.of(text), TERMS);
            assertFalse(step instanceof SaslStep.Passed, text);
            inquiries += step instanceof SaslStep.Inquire ? 1 : 0;
            SaslStep last = SaslServer.respond(
                    new SaslExchange.ScramFinal("u", "n=u,r=x", "r=xy,s=AAAA,i=4096", "biws", "xy"), text);
            assertFalse(last instanceof SaslStep.Passed, text);
        }
        assertTrue(inquiries > ROUNDS / 100, "the mutations are too wild to get anywhere: " + inquiries);
    }

    private static String mutated(String seed, Random random) {
        StringBuilder text = new StringBuilder(seed);
        int changes = random.nextInt(4);
        for (int i = 0; i < changes && !text.isEmpty(); i++) {
            int at = random.nextInt(text.length());
            char c = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
            switch (random.nextInt(4)) {
                case 0 -> text.setCharAt(at, c);
                case 1 -> text.insert(at, c);
                case 2 -> text.deleteCharAt(at);
                default -> text.delete(at, Math.min(text.length(), at + random.nextInt(12)));
            }
        }
        return text.toString();
    }
}
