package dev.postrider.mailauth.arc;

import dev.postrider.mailauth.dkim.TestKey;
import dev.postrider.mailauth.dkim.TestSigner;
import java.util.List;

/** Seals messages, also in wrong ways. Texts hold one character per octet, with CRLF. */
final class ArcSealer {
    static final String FIELDS = "from:to:date:subject:arc-authentication-results";

    private ArcSealer() {}

    /** One more set above the message; the seal says {@code none} in the first and {@code pass} in later ones. */
    static String seal(String message, int instance, TestKey key) {
        return seal(message, instance, key, instance == 1 ? "none" : "pass", "relaxed/relaxed", FIELDS, "");
    }

    static String seal(
            String message,
            int instance,
            TestKey key,
            String status,
            String forms,
            String signedFields,
            String signatureTags) {
        String withResults =
                "ARC-Authentication-Results: i=" + instance + "; hop" + instance + ".example; none\r\n" + message;
        String withSignature = TestSigner.signed(
                "ARC-Message-Signature",
                "i=" + instance + "; d=hop.example; s=k; " + signatureTags,
                key,
                forms,
                signedFields,
                withResults);
        return sealOnly(
                withSignature,
                "i=" + instance + "; cv=" + status + "; a=" + key.algorithm() + "; d=hop.example; s=k",
                instance,
                key);
    }

    /** A seal above a message whose sets are otherwise complete. */
    static String sealOnly(String message, String tags, int instance, TestKey key) {
        StringBuilder text = new StringBuilder();
        List<String> fields = TestSigner.fields(message.substring(0, message.indexOf("\r\n\r\n") + 2));
        for (int i = 1; i <= instance; i++) {
            for (String name : List.of("arc-authentication-results", "arc-message-signature", "arc-seal")) {
                for (String field : fields) {
                    if (field.toLowerCase(java.util.Locale.ROOT).startsWith(name + ":")
                            && field.matches("(?s).*\\bi=" + i + ";.*")) {
                        text.append(TestSigner.canonicalField("relaxed", field)).append("\r\n");
                    }
                }
            }
        }
        String seal = "ARC-Seal: " + tags + "; b=";
        text.append(TestSigner.canonicalField("relaxed", seal));
        return seal + key.sign(TestSigner.octets(text.toString())) + "\r\n" + message;
    }
}
