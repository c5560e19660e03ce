package dev.postrider.mailauth.dkim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.util.List;
import org.apache.james.jdkim.DKIMVerifier;
import org.apache.james.jdkim.api.PublicKeyRecordRetriever;
import org.apache.james.jdkim.exceptions.FailException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Apache jDKIM agrees: our test signer signs as others do, and both verifiers say the same of what was changed. */
final class JdkimOracleTest {
    private static final String MESSAGE = "Received: by relay\r\nFrom: a@example.com\r\nSubject:  two \t words \r\n\r\n"
            + "line  with\tspace \r\n\r\n \r\nend\r\n\r\n";

    @ParameterizedTest
    @ValueSource(strings = {"simple/simple", "simple/relaxed", "relaxed/simple", "relaxed/relaxed"})
    void bothSayTheSame(String forms) {
        String signed = TestSigner.dkim(TestKey.RSA, forms, "from:subject:received:from", "", MESSAGE);
        for (String message : List.of(
                signed,
                signed + "\r\n",
                signed + "x\r\n",
                signed.replace("two \t words", "two words"),
                signed.replace("with\tspace", "with space"),
                signed.replace("by relay", "by delay"),
                "From: e@example.org\r\n" + signed)) {
            boolean ours = Mails.verify(
                            TestSigner.octets(message),
                            new KeyZone().with("s._domainkey.example.com", TestKey.RSA.record()))
                    .results()
                    .getFirst()
                    .passed();
            assertEquals(jdkim(message), ours, message);
        }
    }

    private static boolean jdkim(String message) {
        PublicKeyRecordRetriever keys = (methods, selector, domain) -> List.of(TestKey.RSA.record());
        try {
            return !new DKIMVerifier(keys)
                    .verify(new ByteArrayInputStream(TestSigner.octets(message)))
                    .isEmpty();
        } catch (FailException failed) {
            return false;
        } catch (java.io.IOException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
