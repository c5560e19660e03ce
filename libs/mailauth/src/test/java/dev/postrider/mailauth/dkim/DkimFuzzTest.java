package dev.postrider.mailauth.dkim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What strangers write never makes the verifier throw, and the way in which a body arrives never changes its form. The inputs in
 * {@code src/test/resources} run in each build; {@code JAZZER_FUZZ=1} searches for more.
 */
final class DkimFuzzTest {
    /** The octets are the value of a signature. */
    @FuzzTest(maxDuration = "1m")
    void signature(byte[] octets) {
        String value = text(octets).replace("\n\r\n", "\n");
        byte[] message = TestSigner.octets("DKIM-Signature: " + value + "\r\nFrom: a@example.com\r\n\r\nbody\r\n");
        KeyZone zone = new KeyZone().with("s._domainkey.example.com", TestKey.ED25519.record());
        DkimReport report = Mails.verify(message, zone);
        assertTrue(report.results().size() <= DkimVerification.MAX_SIGNATURES);
        assertEquals(java.util.List.of(), report.passedDomains(), "nobody can guess a signature");
    }

    /** The octets are a key record, which a good signature asks for. */
    @FuzzTest(maxDuration = "1m")
    void keyRecord(byte[] octets) {
        String signed =
                TestSigner.dkim(TestKey.RSA, "relaxed/relaxed", "from", "", "From: a@example.com\r\n\r\nbody\r\n");
        KeyZone zone = new KeyZone().with("s._domainkey.example.com", text(octets));
        DkimResult result =
                Mails.verify(TestSigner.octets(signed), zone).results().getFirst();
        assertTrue(result.reason() != DkimReason.KEY_NOT_FOUND);
    }

    /** The first octet is a size of chunks, the others are a body. */
    @FuzzTest(maxDuration = "1m")
    void body(byte[] octets) {
        if (octets.length == 0) {
            return;
        }
        int chunk = 1 + (octets[0] & 0xff);
        byte[] body = Arrays.copyOfRange(octets, 1, octets.length);
        for (Canonicalization form : Canonicalization.values()) {
            byte[] whole = canonical(form, body, Math.max(body.length, 1));
            assertEquals(
                    TestSigner.canonicalBody(form.name().toLowerCase(java.util.Locale.ROOT), text(body)),
                    text(whole),
                    "as the signer has it");
            assertEquals(text(whole), text(canonical(form, body, chunk)), "in chunks of " + chunk);
            assertEquals(text(whole), text(canonical(form, body, 1)), "one by one");
        }
    }

    private static byte[] canonical(Canonicalization form, byte[] body, int chunk) {
        ByteArrayOutputStream canonical = new ByteArrayOutputStream();
        BodyCanonicalizer canonicalizer = BodyCanonicalizer.of(form, canonical::write);
        for (int at = 0; at < body.length; at += chunk) {
            canonicalizer.update(body, at, Math.min(body.length, at + chunk));
        }
        canonicalizer.finish();
        return canonical.toByteArray();
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }
}
