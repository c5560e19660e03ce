package dev.postrider.mailauth.arc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.mail.header.HeaderBlock;
import dev.postrider.mailauth.dkim.BodyHashes;
import dev.postrider.mailauth.dkim.DkimReason;
import dev.postrider.mailauth.dkim.KeyZone;
import dev.postrider.mailauth.dkim.TestKey;
import dev.postrider.mailauth.dkim.TestSigner;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ArcVerificationTest {
    private static final TestKey KEY = TestKey.ED25519;
    private static final String MESSAGE = """
            From: Alice <alice@example.com>
            To: list@example.net
            Date: Mon, 5 Jan 2026 10:00:00 +0000
            Subject: Lunch

            Hello  all.

            """.replace("\n", "\r\n");

    @Test
    void aMessageWithoutSetsIsNone() {
        ArcResult result = verify(MESSAGE);
        assertEquals(ArcReason.NOT_SEALED, result.reason());
        assertEquals(ArcOutcome.NONE, result.outcome());
    }

    @ParameterizedTest
    @CsvSource({"rsa, 1", "rsa, 2", "rsa, 3", "ed25519, 1", "ed25519, 2", "ed25519, 50"})
    void chainsVerify(String type, int sets) {
        TestKey key = type.equals("rsa") ? TestKey.RSA : TestKey.ED25519;
        ArcResult result = verify(chain(sets, key), zone(key));
        assertEquals(ArcReason.VERIFIED, result.reason());
        assertEquals(sets, result.sets());
        assertEquals(OptionalInt.of(0), result.oldestPass());
        assertEquals(
                new ArcResult.Seal(sets, "hop.example", "k"), result.seals().getLast());
    }

    @Test
    void everyFormOfTheMessageSignatureVerifies() {
        for (String forms : List.of("simple/simple", "simple/relaxed", "relaxed/simple")) {
            String message = ArcSealer.seal(MESSAGE, 1, KEY, "none", forms, ArcSealer.FIELDS, "");
            assertEquals(ArcReason.VERIFIED, verify(message).reason(), forms);
        }
    }

    @Test
    void fiftyOneSetsAreTooMany() {
        ArcResult result = verify(ArcSealer.seal(chain(50, KEY), 51, KEY));
        assertEquals(ArcReason.TOO_MANY_SETS, result.reason());
        assertEquals(51, result.sets());
    }

    @Test
    void aChangeAfterTheLastSetFails() {
        String message = chain(2, KEY);
        assertFailed(ArcReason.MESSAGE_SIGNATURE_FAILED, 2, DkimReason.BODY_HASH_MISMATCH, message + "PS\r\n");
        assertFailed(
                ArcReason.MESSAGE_SIGNATURE_FAILED,
                2,
                DkimReason.SIGNATURE_MISMATCH,
                message.replace("Subject: L", "Subject: P"));
    }

    @Test
    void aChangeBetweenSetsPassesAndIsTold() {
        String once = ArcSealer.seal(MESSAGE, 1, KEY);
        String changed = once.replace("Subject: Lunch", "Subject: [list] Lunch").replace("Hello", "Dear");
        String thrice = ArcSealer.seal(ArcSealer.seal(changed, 2, KEY), 3, KEY);
        ArcResult result = verify(thrice);
        assertEquals(ArcReason.VERIFIED, result.reason());
        assertEquals(OptionalInt.of(2), result.oldestPass());
    }

    @Test
    void anOlderSignatureMayBeMalformed() {
        String once = ArcSealer.seal(MESSAGE, 1, KEY, "none", "relaxed/relaxed", ArcSealer.FIELDS, "q=http; ");
        assertFailed(ArcReason.MESSAGE_SIGNATURE_FAILED, 1, DkimReason.QUERY_METHOD_UNKNOWN, once);
        ArcResult twice = verify(ArcSealer.seal(once, 2, KEY));
        assertEquals(ArcReason.VERIFIED, twice.reason());
        assertEquals(OptionalInt.of(2), twice.oldestPass());
    }

    @Test
    void everySealCounts() {
        String message = chain(3, KEY);
        for (int instance = 1; instance <= 3; instance++) {
            String results = "i=" + instance + "; hop" + instance + ".example; none";
            // The lowest results are signed by the message signature too; the others only by seals.
            ArcReason expected = instance == 1 ? ArcReason.MESSAGE_SIGNATURE_FAILED : ArcReason.SEAL_FAILED;
            assertEquals(
                    expected, verify(message.replace(results, results + "!")).reason(), "instance " + instance);
        }
        String forged = message.replaceFirst("(ARC-Seal: i=1;[^\r]*b=)....", "$1AAAA");
        assertFailed(ArcReason.SEAL_FAILED, 3, DkimReason.SIGNATURE_MISMATCH, forged);
    }

    @Test
    void aChainThatFailedBeforeStaysFailed() {
        String message = ArcSealer.seal(chain(1, KEY), 2, KEY, "fail", "relaxed/relaxed", ArcSealer.FIELDS, "");
        ArcResult result = verify(message);
        assertEquals(ArcReason.FAILED_BEFORE, result.reason());
        assertEquals(OptionalInt.of(2), result.instance());
    }

    @ParameterizedTest
    @CsvSource({"1, pass", "2, none"})
    void theStatusHasItsPlace(int instance, String status) {
        String before = instance == 1 ? MESSAGE : chain(instance - 1, KEY);
        String message = ArcSealer.seal(before, instance, KEY, status, "relaxed/relaxed", ArcSealer.FIELDS, "");
        assertEquals(ArcReason.CHAIN_STATUS, verify(message).reason());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ARC-Seal", "ARC-Message-Signature", "ARC-Authentication-Results"})
    void eachSetHasEachFieldOnce(String name) {
        String message = chain(2, KEY);
        for (int instance = 1; instance <= 2; instance++) {
            String field = TestSigner.fields(message).stream()
                    .filter(candidate -> candidate.startsWith(name + ":"))
                    .toList()
                    .get(2 - instance);
            assertEquals(ArcReason.STRUCTURE, verify(message.replace(field, "")).reason(), name + " missing");
            assertEquals(ArcReason.STRUCTURE, verify(field + message).reason(), name + " twice");
        }
        String last = TestSigner.fields(message).stream()
                .filter(candidate -> candidate.startsWith(name + ":"))
                .findFirst()
                .orElseThrow();
        for (String instance : List.of("i=0;", "i=3;", "i=51;", "i=999;", "i=;", "i=a;", "i=2 2;", "j=2;", "")) {
            String broken = last.replaceFirst("i=2;", instance);
            assertEquals(
                    ArcReason.STRUCTURE, verify(message.replace(last, broken)).reason(), name + " " + instance);
        }
    }

    @Test
    void aWholeSetTwiceFails() {
        String message = chain(1, KEY);
        String set = message.substring(0, message.indexOf("From:"));
        assertEquals(ArcReason.STRUCTURE, verify(set + message).reason());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "i=1; a=ed25519-sha256; d=hop.example; s=k",
                "i=1; cv=; a=ed25519-sha256; d=hop.example; s=k",
                "i=1; cv=maybe; a=ed25519-sha256; d=hop.example; s=k",
                "i=1; cv=none; d=hop.example; s=k",
                "i=1; cv=none; a=rsa-sha1; d=hop.example; s=k",
                "i=1; cv=none; a=ed25519-sha256; s=k",
                "i=1; cv=none; a=ed25519-sha256; d=hop.example",
                "i=1; cv=none; a=ed25519-sha256; d=hop.example; s=k; h=from",
                "i=1; cv=none; a=ed25519-sha256; d=hop.example; s=k; t=now"
            })
    void aSealThatIsNoneFails(String tags) {
        String once = chain(1, KEY);
        String unsealed = once.substring(once.indexOf("ARC-Message-Signature"));
        assertEquals(
                ArcReason.FIELD_SYNTAX,
                verify(ArcSealer.sealOnly(unsealed, tags, 1, KEY)).reason());
    }

    @ParameterizedTest
    @ValueSource(strings = {"i=1; i=1; cv=none", "i=1;; cv=none", "i=1; _=x; cv=none", "I=1; cv=none", "i=1; cv"})
    void aSealThatIsNoTagListBelongsToNoSet(String tags) {
        String once = chain(1, KEY);
        String unsealed = once.substring(once.indexOf("ARC-Message-Signature"));
        String sealed = ArcSealer.sealOnly(unsealed, tags + "; a=ed25519-sha256; d=hop.example; s=k", 1, KEY);
        assertEquals(ArcReason.STRUCTURE, verify(sealed).reason());
    }

    @Test
    void theSealToleratesWhatRelaxedFormForgives() {
        String message = chain(1, KEY);
        assertEquals(
                ArcReason.VERIFIED,
                verify(message.replace("ARC-Seal: i=1; ", "arc-SEAL:i=1;\r\n\t "))
                        .reason());
    }

    @Test
    void theMessageSignatureNeedsFromAndNoSeal() {
        String noFrom = ArcSealer.seal(MESSAGE, 1, KEY, "none", "relaxed/relaxed", "to:subject", "");
        assertFailed(ArcReason.MESSAGE_SIGNATURE_FAILED, 1, DkimReason.FROM_NOT_SIGNED, noFrom);
        String seal = ArcSealer.seal(MESSAGE, 1, KEY, "none", "relaxed/relaxed", "from:arc-seal", "");
        assertFailed(ArcReason.MESSAGE_SIGNATURE_FAILED, 1, DkimReason.SYNTAX, seal);
    }

    @Test
    void aPartOfTheBodyIsNotEnough() {
        String partly = ArcSealer.seal(MESSAGE, 1, KEY, "none", "relaxed/relaxed", ArcSealer.FIELDS, "l=5; ");
        assertFailed(ArcReason.MESSAGE_SIGNATURE_FAILED, 1, DkimReason.BODY_PARTLY_SIGNED, partly);
    }

    @Test
    void keysThatAreNotThereFailAndOutagesAreTold() {
        String message = chain(2, KEY);
        ArcResult missing = verify(message, new KeyZone());
        assertEquals(Optional.of(DkimReason.KEY_NOT_FOUND), missing.detail());
        assertFalse(missing.passing());
        ArcResult down = verify(message, new KeyZone().down());
        assertEquals(ArcOutcome.FAIL, down.outcome());
        assertTrue(down.passing());
    }

    @Test
    void aKeyIsAskedForOnce() {
        KeyZone zone = zone(KEY);
        verify(chain(5, KEY), zone);
        assertEquals(List.of("k._domainkey.hop.example"), zone.asked());
    }

    private static String chain(int sets, TestKey key) {
        String message = MESSAGE;
        for (int instance = 1; instance <= sets; instance++) {
            message = ArcSealer.seal(message, instance, key);
        }
        return message;
    }

    private static KeyZone zone(TestKey key) {
        return new KeyZone().with("k._domainkey.hop.example", key.record());
    }

    private static ArcResult verify(String message) {
        return verify(message, zone(KEY));
    }

    private static ArcResult verify(String message, KeyZone zone) {
        byte[] octets = TestSigner.octets(message);
        HeaderBlock header = HeaderBlock.parse(octets);
        BodyHashes body = new BodyHashes();
        ArcVerification arc = ArcVerification.open(header, body);
        body.update(octets, header.length(), octets.length);
        body.finish();
        return arc.verify(zone, 0);
    }

    private static void assertFailed(ArcReason reason, int instance, DkimReason detail, String message) {
        ArcResult result = verify(message);
        assertEquals(reason, result.reason());
        assertEquals(OptionalInt.of(instance), result.instance());
        assertEquals(Optional.of(detail), result.detail());
        assertEquals(ArcOutcome.FAIL, result.outcome());
    }
}
