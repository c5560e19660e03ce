package dev.postrider.mail.header;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The header of a message or part, split into fields (RFC 5322 s2.2). It ends with a blank line or with the octets. Lines end
 * with LF, with or without CR. Fields stand in their order, repeated ones too; the array is not copied.
 *
 * <p>A line that has no colon and does not continue another is a field with an empty name.
 */
public final class HeaderBlock {
    private final List<HeaderField> fields;
    private final int length;
    private final boolean terminated;

    private HeaderBlock(List<HeaderField> fields, int length, boolean terminated) {
        this.fields = Collections.unmodifiableList(fields);
        this.length = length;
        this.terminated = terminated;
    }

    /** Splits a header that starts at the array's start; what follows its blank line is not looked at. */
    public static HeaderBlock parse(byte[] octets) {
        return parse(octets, 0, octets.length);
    }

    /** Splits a header that starts at an offset; what follows its blank line is not looked at. */
    public static HeaderBlock parse(byte[] octets, int offset, int length) {
        List<HeaderField> fields = new ArrayList<>(24);
        int limit = offset + length;
        int at = offset;
        while (at < limit) {
            if (octets[at] == '\n' || (octets[at] == '\r' && at + 1 < limit && octets[at + 1] == '\n')) {
                return new HeaderBlock(fields, at + (octets[at] == '\n' ? 1 : 2) - offset, true);
            }
            int end = fieldEnd(octets, at, limit);
            fields.add(field(octets, at, end));
            at = end;
        }
        return new HeaderBlock(fields, length, false);
    }

    /** The fields in their order. */
    public List<HeaderField> fields() {
        return fields;
    }

    /** The first field of a name; case does not matter. */
    public Optional<HeaderField> first(String name) {
        for (HeaderField field : fields) {
            if (field.is(name)) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }

    /** The {@link HeaderField#value()} of the first field of a name. */
    public Optional<String> value(String name) {
        return first(name).map(HeaderField::value);
    }

    /** All fields of a name, in their order. */
    public List<HeaderField> all(String name) {
        return fields.stream().filter(field -> field.is(name)).toList();
    }

    /** How many fields have this name, such as {@code Received} (RFC 5321 s6.3). */
    public int count(String name) {
        int count = 0;
        for (HeaderField field : fields) {
            if (field.is(name)) {
                count++;
            }
        }
        return count;
    }

    /** Octets of the header, with its blank line. */
    public int length() {
        return length;
    }

    /** Was there a blank line? */
    public boolean terminated() {
        return terminated;
    }

    /** Behind the line end of the last line that belongs to the field: a line that starts with white space continues it. */
    private static int fieldEnd(byte[] octets, int from, int limit) {
        int at = from;
        while (true) {
            while (at < limit && octets[at] != '\n') {
                at++;
            }
            if (at == limit) {
                return limit;
            }
            at++;
            if (at == limit || (octets[at] != ' ' && octets[at] != '\t')) {
                return at;
            }
        }
    }

    /** {@code field = field-name *WSP ":" unstructured CRLF}; white space before the colon is obsolete (RFC 5322 s4.5). */
    private static HeaderField field(byte[] octets, int from, int end) {
        int colon = from;
        while (colon < end && octets[colon] != ':' && octets[colon] != '\n') {
            colon++;
        }
        if (colon == end || octets[colon] != ':') {
            return new HeaderField(octets, "", from, from, end);
        }
        int nameEnd = colon;
        while (nameEnd > from && (octets[nameEnd - 1] == ' ' || octets[nameEnd - 1] == '\t')) {
            nameEnd--;
        }
        String name = new String(octets, from, nameEnd - from, StandardCharsets.ISO_8859_1);
        return new HeaderField(octets, name, from, colon + 1, end);
    }
}
