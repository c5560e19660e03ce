package dev.postrider.mailauth.dkim;

import dev.postrider.mail.header.HeaderBlock;
import dev.postrider.mail.header.HeaderField;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A header as signatures cover it: fields found by name from the bottom, in canonical form. */
public final class SignedHeader {
    private final Map<String, List<HeaderField>> fieldsByName = new HashMap<>();

    public SignedHeader(HeaderBlock header) {
        for (HeaderField field : header.fields()) {
            fieldsByName
                    .computeIfAbsent(field.name().toLowerCase(Locale.ROOT), name -> new ArrayList<>(1))
                    .add(field);
        }
    }

    /** All fields of a name, from the top. */
    public List<HeaderField> all(String lowerCaseName) {
        return fieldsByName.getOrDefault(lowerCaseName, List.of());
    }

    /**
     * What a message signature signs (RFC 6376 s3.7, s5.4.2): for each name the lowest field that was not taken before, nothing if
     * there is none, and then the signature's own field without its signature.
     */
    byte[] signedBy(MessageSignature signature) {
        ByteArrayOutputStream signed = new ByteArrayOutputStream(4096);
        Map<String, Integer> left = new HashMap<>();
        for (String name : signature.signedFields()) {
            List<HeaderField> fields = all(name);
            int index = left.getOrDefault(name, fields.size()) - 1;
            // A signature never signs its own field by name (RFC 6376 s3.5, h=).
            if (index >= 0 && fields.get(index) == signature.field()) {
                index--;
            }
            if (index >= 0) {
                append(signed, fields.get(index).raw(), signature.headerForm());
                lineEnd(signed);
            }
            left.put(name, Math.max(index, 0));
        }
        append(signed, withoutSignature(signature.field()), signature.headerForm());
        return signed.toByteArray();
    }

    /** What a seal signs (RFC 8617 s5.1.1): fields in the given order, relaxed, and then its own without its signature. */
    public static byte[] signedBySeal(List<HeaderField> before, HeaderField seal) {
        ByteArrayOutputStream signed = new ByteArrayOutputStream(4096);
        for (HeaderField field : before) {
            append(signed, field.raw(), Canonicalization.RELAXED);
            lineEnd(signed);
        }
        append(signed, withoutSignature(seal), Canonicalization.RELAXED);
        return signed.toByteArray();
    }

    /** The field with the value of {@code b=} and all white space around it deleted (RFC 6376 s3.7). */
    private static byte[] withoutSignature(HeaderField field) {
        byte[] raw = field.raw();
        byte[] value = field.rawValue();
        Checked<TagList> tags = TagList.parse(new String(value, StandardCharsets.ISO_8859_1));
        if (!(tags instanceof Checked.Good<TagList>(TagList list))) {
            throw new IllegalStateException("the field was read before");
        }
        TagList.Tag signature = list.tag("b").orElseThrow();
        int valueAt = colon(raw) + 1;
        ByteArrayOutputStream kept = new ByteArrayOutputStream(raw.length);
        kept.write(raw, 0, valueAt + signature.from());
        kept.write(raw, valueAt + signature.to(), value.length - signature.to());
        return kept.toByteArray();
    }

    private static void append(ByteArrayOutputStream to, byte[] raw, Canonicalization form) {
        switch (form) {
            case SIMPLE -> to.write(raw, 0, endOfText(raw));
            case RELAXED -> relaxed(to, raw);
        }
    }

    /** RFC 6376 s3.4.2: name in lower case, unfolded, white space as one space, none at the ends or around the colon. */
    private static void relaxed(ByteArrayOutputStream to, byte[] raw) {
        int colon = colon(raw);
        int nameEnd = colon;
        while (nameEnd > 0 && isSpace(raw[nameEnd - 1])) {
            nameEnd--;
        }
        for (int i = 0; i < nameEnd; i++) {
            to.write(raw[i] >= 'A' && raw[i] <= 'Z' ? raw[i] + ('a' - 'A') : raw[i]);
        }
        to.write(':');
        boolean space = false;
        boolean begun = false;
        for (int i = colon + 1; i < raw.length; i++) {
            if (isSpace(raw[i])) {
                space = true;
            } else {
                if (space && begun) {
                    to.write(' ');
                }
                to.write(raw[i]);
                space = false;
                begun = true;
            }
        }
    }

    private static int colon(byte[] raw) {
        int at = 0;
        while (raw[at] != ':') {
            at++;
        }
        return at;
    }

    /** Behind the last octet before the line end. */
    private static int endOfText(byte[] raw) {
        int end = raw.length;
        if (end > 0 && raw[end - 1] == '\n') {
            end--;
            if (end > 0 && raw[end - 1] == '\r') {
                end--;
            }
        }
        return end;
    }

    /** A line end counts as white space here: within a field it stands only where the field is folded. */
    private static boolean isSpace(byte octet) {
        return octet == ' ' || octet == '\t' || octet == '\r' || octet == '\n';
    }

    private static void lineEnd(ByteArrayOutputStream to) {
        to.write('\r');
        to.write('\n');
    }
}
