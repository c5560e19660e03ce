package dev.postrider.mailauth.dkim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.mail.header.HeaderBlock;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures of our own signer: forms, chunks, selection of fields, keys, limits. */
final class DkimVerificationTest {
    private static final String FIELDS = "from:to:subject:date:message-id:from";
    private static final String BODY = "Hello \t Bob,  \r\n\r\n  how\tare\r\nyou? \r\n \t\r\n\r\n\r\n";
    private static final String MESSAGE = """
            Received: by mx.example.net
            Received: by relay.example.com
            From: Alice <alice@example.com>
            To:   Bob
            \t<bob@example.net>
            SUBJECT : \t Lunch,\s
              and   dinner \t
            Date: Mon, 5 Jan 2026 10:00:00 +0000
            Message-ID: <1@example.com>

            """.replace("\n", "\r\n") + BODY;

    @ParameterizedTest
    @CsvSource({
        "rsa, simple/simple",
        "rsa, simple/relaxed",
        "rsa, relaxed/simple",
        "rsa, relaxed/relaxed",
        "ed25519, simple/simple",
        "ed25519, simple/relaxed",
        "ed25519, relaxed/simple",
        "ed25519, relaxed/relaxed"
    })
    void everyAlgorithmAndFormVerifiesWhereverTheBodyIsSplit(String type, String forms) {
        TestKey key = type.equals("rsa") ? TestKey.RSA : TestKey.ED25519;
        byte[] message = TestSigner.octets(TestSigner.dkim(key, forms, FIELDS, "", MESSAGE));
        int bodyAt = HeaderBlock.parse(message).length();
        for (int split = bodyAt; split <= message.length; split++) {
            HeaderBlock header = HeaderBlock.parse(message);
            BodyHashes body = new BodyHashes();
            DkimVerification dkim = DkimVerification.open(header, body, 1);
            body.update(message, bodyAt, split);
            body.update(message, split, message.length);
            body.finish();
            assertEquals(
                    DkimReason.VERIFIED,
                    dkim.verify(zone(key.record()), 0).results().getFirst().reason(),
                    "split at " + (split - bodyAt));
        }
        assertEquals(
                DkimReason.VERIFIED,
                only(Mails.verify(message, zone(key.record()), 0, 1)).reason(),
                "one by one");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\n",
                "\r\n\r\n\r\n",
                " \r\n",
                "x",
                "x\r\n",
                "x ",
                "x\r",
                "x\n",
                "\r",
                "\r\r\n",
                "\n\r\n",
                " \r \r\n",
                "a\r\n \r\n\r\n b"
            })
    void bodiesThatEndOddlyVerify(String odd) {
        String message = MESSAGE.substring(0, MESSAGE.length() - BODY.length()) + odd;
        for (String forms : List.of("simple/simple", "relaxed/relaxed")) {
            String signed = TestSigner.dkim(TestKey.ED25519, forms, FIELDS, "", message);
            assertEquals(DkimReason.VERIFIED, reason(signed, TestKey.ED25519.record()), forms);
        }
    }

    @Test
    void relaxedForgivesSpaceAndSimpleDoesNot() {
        String relaxed = TestSigner.dkim(TestKey.RSA, "relaxed/relaxed", FIELDS, "", MESSAGE);
        String simple = TestSigner.dkim(TestKey.RSA, "simple/simple", FIELDS, "", MESSAGE);
        assertEquals(DkimReason.VERIFIED, reason(relaxed.replace("how\tare", "how  are"), TestKey.RSA.record()));
        assertEquals(
                DkimReason.VERIFIED,
                reason(relaxed.replace("From: Alice ", "fROM:Alice\r\n   "), TestKey.RSA.record()));
        assertEquals(
                DkimReason.BODY_HASH_MISMATCH, reason(simple.replace("how\tare", "how  are"), TestKey.RSA.record()));
        assertEquals(
                DkimReason.SIGNATURE_MISMATCH,
                reason(simple.replace("From: Alice ", "From: Alice  "), TestKey.RSA.record()));
        assertEquals(
                DkimReason.BODY_HASH_MISMATCH, reason(relaxed.replace("how\tare", "howare"), TestKey.RSA.record()));
    }

    @Test
    void repeatedFieldsAreTakenFromTheBottom() {
        String one = TestSigner.dkim(TestKey.RSA, "relaxed/simple", "from:received", "", MESSAGE);
        assertEquals(
                DkimReason.VERIFIED, reason(one.replace("Received: by mx", "Received: by my"), TestKey.RSA.record()));
        assertEquals(DkimReason.SIGNATURE_MISMATCH, reason(one.replace("by relay", "by delay"), TestKey.RSA.record()));
        String both = TestSigner.dkim(TestKey.RSA, "relaxed/simple", "received:from:received", "", MESSAGE);
        assertEquals(DkimReason.VERIFIED, reason(both, TestKey.RSA.record()));
        assertEquals(
                DkimReason.SIGNATURE_MISMATCH,
                reason(both.replace("Received: by mx", "Received: by my"), TestKey.RSA.record()));
    }

    @Test
    void anOversignedFieldCannotBeAdded() {
        String oversigned = TestSigner.dkim(TestKey.RSA, "relaxed/simple", "from:from:subject:reply-to", "", MESSAGE);
        assertEquals(DkimReason.VERIFIED, reason(oversigned, TestKey.RSA.record()));
        assertEquals(
                DkimReason.SIGNATURE_MISMATCH,
                reason("From: Eve <eve@example.org>\r\n" + oversigned, TestKey.RSA.record()));
        assertEquals(
                DkimReason.SIGNATURE_MISMATCH,
                reason("Reply-To: eve@example.org\r\n" + oversigned, TestKey.RSA.record()));
        String once = TestSigner.dkim(TestKey.RSA, "relaxed/simple", "from:subject", "", MESSAGE);
        assertEquals(DkimReason.VERIFIED, reason("From: Eve <eve@example.org>\r\n" + once, TestKey.RSA.record()));
    }

    @Test
    void oneSignatureMaySignAnother() {
        String first = TestSigner.dkim(TestKey.ED25519, "relaxed/simple", FIELDS, "", MESSAGE);
        String second = TestSigner.dkim(TestKey.RSA, "relaxed/simple", "from:dkim-signature", "", first)
                .replaceFirst("s=s;", "s=s;");
        KeyZone zone = new KeyZone().with("s._domainkey.example.com", TestKey.ED25519.record(), TestKey.RSA.record());
        assertEquals(
                List.of(DkimReason.VERIFIED, DkimReason.VERIFIED),
                Mails.verify(TestSigner.octets(second), zone).results().stream()
                        .map(DkimResult::reason)
                        .toList());
        assertEquals(List.of("s._domainkey.example.com"), zone.asked(), "asked once for both");
    }

    @Test
    void aPartOfTheBodyIsNotThePass() {
        String whole = TestSigner.dkim(
                TestKey.RSA,
                "relaxed/simple",
                FIELDS,
                "l=" + TestSigner.canonicalBody("simple", BODY).length() + "; ",
                MESSAGE);
        assertEquals(DkimReason.VERIFIED, reason(whole, TestKey.RSA.record()));
        DkimResult appended = only(Mails.verify(TestSigner.octets(whole + "Buy now.\r\n"), zone(TestKey.RSA.record())));
        assertEquals(DkimReason.BODY_PARTLY_SIGNED, appended.reason());
        assertEquals(DkimOutcome.POLICY, appended.outcome());
        assertFalse(appended.passed());
        assertEquals(DkimReason.BODY_SHORTER_THAN_SIGNED, reason(whole.replace("you? \r\n", ""), TestKey.RSA.record()));
        assertEquals(DkimReason.BODY_HASH_MISMATCH, reason(whole.replace("you?", "me??"), TestKey.RSA.record()));
        String nothing = TestSigner.dkim(TestKey.RSA, "relaxed/relaxed", FIELDS, "l=0; ", MESSAGE);
        assertEquals(DkimReason.BODY_PARTLY_SIGNED, reason(nothing, TestKey.RSA.record()));
        assertEquals(
                DkimReason.BODY_SHORTER_THAN_SIGNED,
                reason(nothing.replace("l=0;", "l=" + "9".repeat(76) + ";"), TestKey.RSA.record()));
    }

    @Test
    void aSignatureExpires() {
        String signed = TestSigner.dkim(TestKey.ED25519, "relaxed/simple", FIELDS, "t=1000; x=2000; ", MESSAGE);
        byte[] message = TestSigner.octets(signed);
        assertEquals(
                DkimReason.VERIFIED,
                only(Mails.verify(message, zone(TestKey.ED25519.record()), 2000, 99))
                        .reason());
        assertEquals(
                DkimReason.EXPIRED,
                only(Mails.verify(message, zone(TestKey.ED25519.record()), 2001, 99))
                        .reason());
        String late = TestSigner.dkim(TestKey.ED25519, "relaxed/simple", FIELDS, "x=" + "9".repeat(30) + "; ", MESSAGE);
        assertEquals(DkimReason.VERIFIED, reason(late, TestKey.ED25519.record()));
    }

    @Test
    void theIdentityLiesWithinTheDomain() {
        String below =
                TestSigner.dkim(TestKey.ED25519, "relaxed/simple", FIELDS, "i=joe=40home@News.EXAMPLE.com; ", MESSAGE);
        DkimResult result = only(Mails.verify(TestSigner.octets(below), zone(TestKey.ED25519.record())));
        assertEquals(DkimReason.VERIFIED, result.reason());
        assertEquals(Optional.of("joe=40home@News.EXAMPLE.com"), result.identity());
        assertEquals(DkimReason.KEY_WITHOUT_SUBDOMAINS, reason(below, TestKey.ED25519.record() + "; t=s"));
        String same = TestSigner.dkim(TestKey.ED25519, "relaxed/simple", FIELDS, "i=@Example.com; ", MESSAGE);
        assertEquals(DkimReason.VERIFIED, reason(same, TestKey.ED25519.record() + "; t=s"));
    }

    @Test
    void keyRecordsSayWhatTheyAreFor() {
        String signed = TestSigner.dkim(TestKey.RSA, "relaxed/simple", FIELDS, "", MESSAGE);
        String key = TestKey.RSA.record().replace("v=DKIM1; k=rsa; ", "");
        assertEquals(DkimReason.VERIFIED, reason(signed, key));
        assertEquals(DkimReason.VERIFIED, reason(signed, TestKey.RSA_BARE));
        assertEquals(
                DkimReason.VERIFIED,
                reason(signed, "v=DKIM1; n=\"hi\"; g=*; x_1=y; h=sha1 : sha256; s=email; " + key + ";"));
        assertEquals(
                DkimReason.VERIFIED, reason(signed, key.replaceAll("(.{20})", "$1 \r\n\t")), "base64 with white space");
        assertEquals(DkimReason.KEY_FOR_OTHER_HASH, reason(signed, "h=sha1; " + key));
        assertEquals(DkimReason.KEY_FOR_OTHER_HASH, reason(signed, "h=; " + key));
        assertEquals(DkimReason.KEY_FOR_OTHER_SERVICE, reason(signed, "s=tlsrpt; " + key));
        assertEquals(DkimReason.KEY_OF_OTHER_TYPE, reason(signed, TestKey.ED25519.record()));
        assertEquals(DkimReason.KEY_REVOKED, reason(signed, "v=DKIM1; p="));
        assertEquals(DkimReason.KEY_SYNTAX, reason(signed, "v=DKIM2; " + key));
        assertEquals(DkimReason.KEY_SYNTAX, reason(signed, key + "; v=DKIM1"), "v= stands first or not at all");
        assertEquals(DkimReason.KEY_SYNTAX, reason(signed, "v=DKIM1; k=rsa"));
        assertEquals(DkimReason.KEY_SYNTAX, reason(signed, key + "; " + key));
        assertEquals(DkimReason.KEY_SYNTAX, reason(signed, "p=AAAA"));
        assertEquals(DkimReason.KEY_SYNTAX, reason(signed, "p=!!!"));
        assertEquals(DkimReason.KEY_SYNTAX, reason(signed, "v=spf1 -all"));
        assertEquals(DkimReason.KEY_SYNTAX, reason(signed, key + "; n=" + "n".repeat(KeyRecord.MAX_RECORD)));
    }

    @Test
    void aKeyInTestIsReported() {
        String signed = TestSigner.dkim(TestKey.ED25519, "relaxed/simple", FIELDS, "", MESSAGE);
        KeyZone zone = zone(TestKey.ED25519.record() + "; t=s:y");
        assertTrue(only(Mails.verify(TestSigner.octets(signed), zone)).testing());
        DkimResult failed = only(Mails.verify(TestSigner.octets(signed.replace("dinner", "supper")), zone));
        assertEquals(DkimReason.SIGNATURE_MISMATCH, failed.reason());
        assertTrue(failed.testing());
    }

    @Test
    void oneOfSeveralKeysIsEnough() {
        String signed = TestSigner.dkim(TestKey.ED25519, "relaxed/simple", FIELDS, "", MESSAGE);
        String good = TestKey.ED25519.record();
        String other = good.replace("p=1", "p=2");
        assertEquals(DkimReason.VERIFIED, reason(signed, "p=", "nonsense", other, good));
        assertEquals(
                DkimReason.SIGNATURE_MISMATCH, reason(signed, "p=", "nonsense", other, other, good), "four are tried");
        assertEquals(DkimReason.KEY_REVOKED, reason(signed, "nonsense", "p="));
    }

    @Test
    void whatDnsSaysIsTold() {
        byte[] signed = TestSigner.octets(TestSigner.dkim(TestKey.ED25519, "relaxed/simple", FIELDS, "", MESSAGE));
        assertEquals(
                DkimReason.KEY_NOT_FOUND,
                only(Mails.verify(signed, new KeyZone())).reason());
        assertEquals(
                DkimReason.KEY_NOT_FOUND,
                only(Mails.verify(signed, new KeyZone().with("s._domainkey.example.com")))
                        .reason());
        DkimResult down = only(Mails.verify(signed, new KeyZone().down()));
        assertEquals(DkimReason.KEY_UNAVAILABLE, down.reason());
        assertEquals(DkimOutcome.TEMPERROR, down.outcome());
    }

    @Test
    void aChangedBodyCostsNoQuestion() {
        KeyZone zone = zone(TestKey.ED25519.record());
        String signed = TestSigner.dkim(TestKey.ED25519, "relaxed/simple", FIELDS, "", MESSAGE);
        Mails.verify(TestSigner.octets(signed + "PS"), zone);
        assertEquals(List.of(), zone.asked());
    }

    @ParameterizedTest
    @CsvSource({
        "512, KEY_TOO_SHORT",
        "1023, KEY_TOO_SHORT",
        "1024, SIGNATURE_MISMATCH",
        "4096, SIGNATURE_MISMATCH",
        "4097, KEY_TOO_LONG",
        "16000, KEY_TOO_LONG"
    })
    void rsaKeysHaveBetween1024And4096Bits(int bits, DkimReason expected) throws GeneralSecurityException {
        String signed = TestSigner.dkim(TestKey.RSA, "relaxed/simple", FIELDS, "", MESSAGE);
        assertEquals(expected, reason(signed, rsaRecord(bits, BigInteger.valueOf(65537))));
    }

    @Test
    void aKeyThatIsSlowToUseIsNone() throws GeneralSecurityException {
        String signed = TestSigner.dkim(TestKey.RSA, "relaxed/simple", FIELDS, "", MESSAGE);
        BigInteger exponent = BigInteger.TWO.pow(1000).add(BigInteger.ONE);
        assertEquals(DkimReason.KEY_SYNTAX, reason(signed, rsaRecord(2048, exponent)));
    }

    private static String rsaRecord(int bits, BigInteger exponent) throws GeneralSecurityException {
        BigInteger modulus = BigInteger.TWO.pow(bits - 1).add(BigInteger.ONE);
        byte[] key = KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(modulus, exponent))
                .getEncoded();
        return "v=DKIM1; p=" + Base64.getEncoder().encodeToString(key);
    }

    @Test
    void signaturesBelowTheLimitAreCountedNotEvaluated() {
        String signed = TestSigner.dkim(TestKey.ED25519, "relaxed/simple", FIELDS, "", MESSAGE);
        String junk = String.join("", Collections.nCopies(5000, "DKIM-Signature: junk\r\n"));
        DkimReport report = Mails.verify(TestSigner.octets(junk + signed), zone(TestKey.ED25519.record()));
        assertEquals(DkimVerification.MAX_SIGNATURES, report.results().size());
        assertEquals(5001 - DkimVerification.MAX_SIGNATURES, report.notEvaluated());
        assertEquals(List.of(), report.passedDomains());
        assertEquals(
                DkimReason.VERIFIED,
                Mails.verify(TestSigner.octets(signed + ""), zone(TestKey.ED25519.record()))
                        .results()
                        .getFirst()
                        .reason());
    }

    @Test
    void anUnsignedMessageAsksForNothing() {
        byte[] message = TestSigner.octets(MESSAGE);
        BodyHashes body = new BodyHashes();
        DkimVerification dkim = DkimVerification.open(HeaderBlock.parse(message), body, 8);
        assertFalse(body.wanted());
        body.finish();
        DkimReport report = dkim.verify(new KeyZone(), 0);
        assertEquals(DkimReason.NOT_SIGNED, only(report).reason());
        assertEquals(DkimOutcome.NONE, only(report).outcome());
    }

    @Test
    void thePhasesKeepTheirOrder() {
        byte[] message = TestSigner.octets(TestSigner.dkim(TestKey.ED25519, "relaxed/simple", FIELDS, "", MESSAGE));
        BodyHashes body = new BodyHashes();
        HeaderBlock header = HeaderBlock.parse(message);
        DkimVerification dkim = DkimVerification.open(header, body, 8);
        assertThrows(IllegalStateException.class, () -> dkim.verify(new KeyZone(), 0));
        body.update(message, 0, 1);
        assertThrows(IllegalStateException.class, () -> DkimVerification.open(header, body, 8));
        body.finish();
        body.finish();
        assertThrows(IllegalStateException.class, () -> body.update(message, 0, 1));
    }

    private static DkimReason reason(String message, String... records) {
        return only(Mails.verify(TestSigner.octets(message), zone(records))).reason();
    }

    private static KeyZone zone(String... records) {
        return new KeyZone().with("s._domainkey.example.com", records);
    }

    private static DkimResult only(DkimReport report) {
        assertEquals(1, report.results().size());
        return report.results().getFirst();
    }
}
