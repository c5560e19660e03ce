package dev.postrider.sasl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScramVerifierTest {
    private static final byte[] SALT = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");
    /** RFC 7677 s3. */
    private static final String AUTH_MESSAGE = "n=user,r=rOprNGfwEbeRWgbNEkqO,"
            + "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,"
            + "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";

    private static final byte[] PROOF = Base64.getDecoder().decode("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
    private static final String SIGNATURE = "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

    private final ScramVerifier verifier =
            ScramVerifier.derive("pencil", SALT, 4096).orElseThrow();

    @Test
    void theExampleOfRfc7677() {
        assertEquals(Optional.of(SIGNATURE), check(verifier, PROOF));
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        ScramVerifier read = ScramVerifier.parse(verifier.text()).orElseThrow();
        assertEquals(Optional.of(SIGNATURE), check(read, PROOF));
        assertEquals(4096, read.iterations());
        assertEquals(verifier.text(), read.text());
        assertTrue(verifier.text().startsWith("SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$"));
    }

    @Test
    void anythingElseIsNotRead() {
        String text = verifier.text();
        for (String wrong : new String[] {
            "",
            "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA",
            text.replace("256", "1"),
            text.replace("4096", "-1"),
            text.replace("4096", "999999999"),
            text + "x",
            text.substring(1)
        }) {
            assertEquals(Optional.empty(), ScramVerifier.parse(wrong).map(ScramVerifier::text), wrong);
        }
    }

    @Test
    void aProofFitsOneMessageAndOnePassword() {
        byte[] flipped = PROOF.clone();
        flipped[31] ^= 1;
        assertEquals(Optional.empty(), check(verifier, flipped));
        assertEquals(Optional.empty(), check(verifier, new byte[0]));
        assertEquals(Optional.empty(), check(verifier, new byte[33]));
        assertFalse(verifier.check(AUTH_MESSAGE + "x", PROOF).isPresent());
        assertEquals(
                Optional.empty(),
                check(ScramVerifier.derive("Pencil", SALT, 4096).orElseThrow(), PROOF));
    }

    @Test
    void passwordsArePreparedAsRfc4013Says() {
        // Its examples: a soft hyphen goes, a Roman numeral and a feminine ordinal become letters.
        assertEquals(Optional.of("IX"), SaslPrep.prepare("I\u00ADX"));
        assertEquals(Optional.of("user"), SaslPrep.prepare("user"));
        assertEquals(Optional.of("USER"), SaslPrep.prepare("USER"));
        assertEquals(Optional.of("a"), SaslPrep.prepare("\u00AA"));
        assertEquals(Optional.of("IX"), SaslPrep.prepare("\u2168"));
        assertEquals(Optional.empty(), SaslPrep.prepare("\u0007"));
        assertEquals(Optional.empty(), SaslPrep.prepare("\u06271"));
        assertEquals(Optional.empty(), SaslPrep.prepare("\u00AD"), "nothing is left");
        assertEquals(
                Optional.empty(), ScramVerifier.derive("\u0007", SALT, 4096).map(ScramVerifier::text));
    }

    @Test
    void nobodyLooksTheSameEachTimeAndIsNobodyElse() {
        byte[] secret = "a secret of this server".getBytes(StandardCharsets.UTF_8);
        ScramVerifier first = ScramVerifier.ofNobody(secret, "x@example.org", 4096);
        assertEquals(
                first.text(),
                ScramVerifier.ofNobody(secret, "x@example.org", 4096).text());
        assertNotEquals(
                first.text(),
                ScramVerifier.ofNobody(secret, "y@example.org", 4096).text());
        assertNotEquals(
                first.text(),
                ScramVerifier.ofNobody(new byte[] {1}, "x@example.org", 4096).text());
        assertEquals(ScramVerifier.SALT_OCTETS, first.salt().length);
        assertEquals(Optional.empty(), check(first, PROOF));
    }

    @Test
    void neverShowsItsKeys() {
        assertEquals("ScramVerifier[iterations=4096]", verifier.toString());
    }

    private static Optional<String> check(ScramVerifier verifier, byte[] proof) {
        return verifier.check(AUTH_MESSAGE, proof).map(Base64.getEncoder()::encodeToString);
    }
}
