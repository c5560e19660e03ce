package dev.postrider.imap.message;

import dev.postrider.mail.header.HeaderBlock;
import dev.postrider.mail.header.HeaderField;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** Makes {@code HEADER.FIELDS} and {@code HEADER.FIELDS.NOT} of a header, RFC 3501 s6.4.5. */
public final class HeaderFilter {
    private static final byte[] CRLF = {'\r', '\n'};

    private HeaderFilter() {}

    /**
     * Keeps some fields, in the header's order and with its folding.
     *
     * @param header octets of a header, with or without its blank line
     * @param names names of fields; case does not matter
     * @param negate keep all but these
     * @return always ends with a blank line
     */
    public static byte[] filter(byte[] header, List<String> names, boolean negate) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(Math.min(header.length + 4, 1024));
        for (HeaderField field : HeaderBlock.parse(header).fields()) {
            if (isNamed(field, names) != negate) {
                int end = field.offset() + field.length();
                out.write(header, field.offset(), field.length());
                if (header[end - 1] != '\n') {
                    out.writeBytes(CRLF);
                }
            }
        }
        out.writeBytes(CRLF);
        return out.toByteArray();
    }

    private static boolean isNamed(HeaderField field, List<String> names) {
        for (String name : names) {
            if (!field.name().isEmpty() && field.is(name)) {
                return true;
            }
        }
        return false;
    }
}
