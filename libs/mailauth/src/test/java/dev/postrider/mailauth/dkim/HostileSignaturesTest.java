package dev.postrider.mailauth.dkim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fields that are no signatures. None verifies, none throws, and each says why. */
final class HostileSignaturesTest {
    private static final String GOOD =
            "v=1; a=ed25519-sha256; d=example.com; s=s; h=from:to; bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=; b=AAAA";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v=1; |                        | TAG_MISSING",
                "v=1; | v=2;                   | VERSION_UNKNOWN",
                "v=1; | v=1; v=1;              | DUPLICATE_TAG",
                "d=example.com;|               | TAG_MISSING",
                "d=example.com;| d=;           | SYNTAX",
                "d=example.com;| d=example..com; | SYNTAX",
                "d=example.com;| d=.;          | SYNTAX",
                "d=example.com;| d=exa mple.com; | SYNTAX",
                "d=example.com;| d=example.com; D=x; | BODY_HASH_MISMATCH",
                "s=s; |                        | TAG_MISSING",
                "s=s; | s=a/b;                 | SYNTAX",
                "s=s; | s=s; i=@example.org;   | IDENTITY_OUTSIDE_DOMAIN",
                "s=s; | s=s; i=@badexample.com; | IDENTITY_OUTSIDE_DOMAIN",
                "s=s; | s=s; i=example.com;    | SYNTAX",
                "s=s; | s=s; i=a=4@example.com; | SYNTAX",
                "s=s; | s=s; i=;               | SYNTAX",
                "s=s; | s=s; q=dns/txt:x;      | BODY_HASH_MISMATCH",
                "s=s; | s=s; q=http;           | QUERY_METHOD_UNKNOWN",
                "s=s; | s=s; c=relaxed;        | BODY_HASH_MISMATCH",
                "s=s; | s=s; c=relaxed/;       | CANONICALIZATION_UNKNOWN",
                "s=s; | s=s; c=nofws/simple;   | CANONICALIZATION_UNKNOWN",
                "s=s; | s=s; c=simple/simple/simple; | CANONICALIZATION_UNKNOWN",
                "s=s; | s=s; t=-1;             | SYNTAX",
                "s=s; | s=s; t=٣;              | SYNTAX",
                "s=s; | s=s; x=;               | SYNTAX",
                "s=s; | s=s; t=5; x=5;         | SYNTAX",
                "s=s; | s=s; l=1e9;            | SYNTAX",
                "s=s; | s=s; l=99999999999999999999999999999; | BODY_SHORTER_THAN_SIGNED",
                "s=s; | s=s; z=From:a=7Cb;     | BODY_HASH_MISMATCH",
                "a=ed25519-sha256; |           | TAG_MISSING",
                "a=ed25519-sha256; | a=rsa-sha1; | ALGORITHM_OBSOLETE",
                "a=ed25519-sha256; | a=rsa-md5; | ALGORITHM_UNKNOWN",
                "a=ed25519-sha256; | a=ed25519-sha256, a=x; | ALGORITHM_UNKNOWN",
                "h=from:to; |                  | TAG_MISSING",
                "h=from:to; | h=;              | SYNTAX",
                "h=from:to; | h=to:subject;    | FROM_NOT_SIGNED",
                "h=from:to; | h=from::to;      | SYNTAX",
                "h=from:to; | h=from : To;     | BODY_HASH_MISMATCH",
                "b=AAAA | b=                   | SYNTAX",
                "b=AAAA | b=A                  | SYNTAX",
                "b=AAAA | b=AA!A               | SYNTAX",
                "b=AAAA | b=AAAA;              | BODY_HASH_MISMATCH",
                "b=AAAA | b=AAAA;;             | SYNTAX",
                "b=AAAA | b=AAAA; ;            | SYNTAX",
                "b=AAAA | b=AAAA; x            | SYNTAX",
                "b=AAAA | b=AAAA; =x           | SYNTAX",
                "b=AAAA | b=AAAA; 1x=y         | SYNTAX",
                "b=AAAA | x=y                  | TAG_MISSING"
            })
    void sayWhatIsWrong(String part, String instead, DkimReason expected) {
        String tags = GOOD.replace(part.strip(), instead == null ? "" : instead.strip());
        assertEquals(expected, verify(tags).reason());
    }

    @Test
    void theBodyHashHasThirtyTwoOctets() {
        assertEquals(
                DkimReason.SYNTAX,
                verify(GOOD.replaceAll("bh=[^;]*;", "bh=AAAA;")).reason());
        assertEquals(
                DkimReason.TAG_MISSING, verify(GOOD.replaceAll("bh=[^;]*;", "")).reason());
    }

    @Test
    void everythingHasALimit() {
        StringBuilder many = new StringBuilder(GOOD);
        for (int i = 0; i < TagList.MAX_TAGS; i++) {
            many.append("; x").append(i).append("=y");
        }
        assertEquals(DkimReason.TOO_LONG, verify(many.toString()).reason(), "tags");
        assertEquals(
                DkimReason.TOO_LONG,
                verify(GOOD + "; z=" + "z".repeat(SignatureFields.MAX_FIELD)).reason(),
                "octets");
        String names = "from:".repeat(SignatureFields.MAX_SIGNED_FIELDS) + "to";
        assertEquals(
                DkimReason.TOO_LONG,
                verify(GOOD.replace("h=from:to", "h=" + names)).reason(),
                "signed fields");
        assertEquals(
                DkimReason.SYNTAX,
                verify(GOOD.replace("s=s;", "s=" + "s".repeat(64) + ";")).reason(),
                "a label");
        assertEquals(
                DkimReason.SYNTAX,
                verify(GOOD.replace("d=example.com", "d=" + "a.".repeat(126) + "aa"))
                        .reason(),
                "a name");
        assertEquals(
                DkimReason.SYNTAX,
                verify(GOOD.replace("s=s;", "s=s; l=" + "1".repeat(77) + ";")).reason(),
                "a number");
        assertEquals(
                DkimReason.SYNTAX,
                verify(GOOD.replace("s=s;", "s=s; i=" + "j".repeat(400) + "@example.com;"))
                        .reason(),
                "an identity");
    }

    @Test
    void controlsAndOctetsBeyondAsciiAreNoNames() {
        assertEquals(
                DkimReason.SYNTAX,
                verify(GOOD.replace("d=example.com", "d=ex\0ample.com")).reason());
        assertEquals(
                DkimReason.SYNTAX,
                verify(GOOD.replace("d=example.com", "d=ex\u00ff\u00fe.com")).reason());
        assertEquals(DkimReason.SYNTAX, verify(GOOD + "\u00e4=1").reason());
        assertEquals(
                DkimReason.BODY_HASH_MISMATCH,
                verify(GOOD + "; z=\u00e4\u00ff").reason(),
                "values of other tags are free");
    }

    @Test
    void domainsInUtf8BecomeALabels() {
        DkimResult result = verify(GOOD.replace("d=example.com", "d=b\u00c3\u00bccher.example"));
        assertEquals(Optional.of("xn--bcher-kva.example"), result.domain());
        assertEquals(DkimReason.BODY_HASH_MISMATCH, result.reason());
    }

    @Test
    void foldingMayStandEverywhere() {
        assertEquals(
                DkimReason.BODY_HASH_MISMATCH,
                verify(GOOD.replaceAll("([;=:])", "\r\n\t $1 \r\n ")).reason());
    }

    @Test
    void whatItClaimsIsTold() {
        DkimResult result = verify(GOOD.replace("v=1", "v=3").replace("b=AAAA", "b=ABCD EFGH IJKL"));
        assertEquals(
                new DkimResult(
                        DkimReason.VERSION_UNKNOWN,
                        Optional.of("example.com"),
                        Optional.of("@example.com"),
                        Optional.of("s"),
                        Optional.of("ed25519-sha256"),
                        Optional.of("ABCDEFGH"),
                        false),
                result);
    }

    @Test
    void prefixesTellSignaturesApart() {
        String message =
                "DKIM-Signature: v=1; b=ABCDEFGHIJ+1\r\nDKIM-Signature: v=1; b=ABCDEFGHIJ+2\r\nFrom: a@b\r\n\r\n";
        DkimReport report = Mails.verify(TestSigner.octets(message), new KeyZone());
        assertEquals(
                java.util.List.of("ABCDEFGHIJ+1", "ABCDEFGHIJ+2"),
                report.results().stream()
                        .map(result -> result.signaturePrefix().orElseThrow())
                        .toList());
    }

    private static DkimResult verify(String tags) {
        String message = "DKIM-Signature: " + tags + "\r\nFrom: a@example.com\r\nTo: b@example.net\r\n\r\nbody\r\n";
        return Mails.verify(TestSigner.octets(message), new KeyZone()).results().getFirst();
    }
}
