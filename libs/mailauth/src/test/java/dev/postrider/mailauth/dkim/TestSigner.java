package dev.postrider.mailauth.dkim;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * Signs messages. It shares nothing with the verifier: its canonical forms are made of regular expressions over whole texts. Texts
 * hold one character per octet, with CRLF.
 */
public final class TestSigner {
    private TestSigner() {}

    /** A DKIM-Signature for {@code example.com}, selector {@code s}, above the message. */
    public static String dkim(TestKey key, String forms, String signedFields, String extraTags, String message) {
        return signed("DKIM-Signature", "v=1; d=example.com; s=s; " + extraTags, key, forms, signedFields, message);
    }

    /** A field that signs the message, above it. */
    public static String signed(
            String fieldName, String tags, TestKey key, String forms, String signedFields, String message) {
        int headerEnd = message.indexOf("\r\n\r\n") + 2;
        String[] form = forms.split("/", -1);
        String body = canonicalBody(form[1], message.substring(headerEnd + 2));
        int length =
                tags.contains("l=") ? Integer.parseInt(tags.replaceAll("(?s).*\\bl=(\\d+).*", "$1")) : body.length();
        String field = fieldName + ": a=" + key.algorithm() + "; c=" + forms + ";\r\n\t" + tags + "h=" + signedFields
                + ";\r\n bh=" + sha256(body.substring(0, Math.min(length, body.length()))) + ";\r\n\tb=";
        List<String> fields = fields(message.substring(0, headerEnd));
        StringBuilder text = new StringBuilder();
        for (String name : signedFields.split(":", -1)) {
            for (int i = fields.size() - 1; i >= 0; i--) {
                if (fields.get(i)
                        .toLowerCase(Locale.ROOT)
                        .matches("(?s)" + name.strip().toLowerCase(Locale.ROOT) + "[ \t]*:.*")) {
                    text.append(canonicalField(form[0], fields.remove(i))).append("\r\n");
                    break;
                }
            }
        }
        text.append(canonicalField(form[0], field));
        return field + folded(key.sign(octets(text.toString()))) + "\r\n" + message;
    }

    /** The fields of a header, each with its line end. */
    public static List<String> fields(String header) {
        return new ArrayList<>(List.of(header.split("(?<=\r\n)(?![ \t])", -1)));
    }

    public static String canonicalField(String form, String field) {
        String text = field.endsWith("\r\n") ? field.substring(0, field.length() - 2) : field;
        if (form.equals("simple")) {
            return text;
        }
        int colon = text.indexOf(':');
        return text.substring(0, colon).strip().toLowerCase(Locale.ROOT)
                + ":"
                + text.substring(colon + 1)
                        .replace("\r\n", "")
                        .replaceAll("[ \t]+", " ")
                        .strip();
    }

    public static String canonicalBody(String form, String body) {
        String text = body.isEmpty() || body.endsWith("\r\n") ? body : body + "\r\n";
        if (form.equals("relaxed")) {
            text = text.replaceAll("[ \t]+(?=\r\n)", "").replaceAll("[ \t]+", " ");
        }
        while (text.endsWith("\r\n\r\n")) {
            text = text.substring(0, text.length() - 2);
        }
        boolean nothing = text.isEmpty() || text.equals("\r\n");
        return nothing ? (form.equals("simple") ? "\r\n" : "") : text;
    }

    static String sha256(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(octets(text)));
        } catch (NoSuchAlgorithmException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    private static String folded(String base64) {
        return base64.replaceAll("(.{60})(?=.)", "$1\r\n  ");
    }

    public static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
