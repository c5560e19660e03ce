package dev.postrider.imap.message;

import java.util.List;

/**
 * What stands in the brackets of {@code BODY[...]}, RFC 3501 s6.4.5.
 *
 * <pre>
 * section-spec    = section-msgtext / (section-part ["." section-text])
 * section-msgtext = "HEADER" / "HEADER.FIELDS" [".NOT"] SP header-list / "TEXT"
 * section-text    = section-msgtext / "MIME"
 * section-part    = nz-number *("." nz-number)
 * </pre>
 *
 * @param path part numbers, outermost first; empty: the message itself
 * @param kind what of it
 * @param fields names of {@link Kind#HEADER_FIELDS} and {@link Kind#HEADER_FIELDS_NOT}, as the client wrote them; else empty
 */
public record BodySection(List<Integer> path, Kind kind, List<String> fields) {
    /** {@code BODY[]}. */
    public static final BodySection ALL = new BodySection(List.of(), Kind.WHOLE, List.of());

    /** {@code BODY[HEADER]}. */
    public static final BodySection HEADER = new BodySection(List.of(), Kind.HEADER, List.of());

    /** {@code BODY[TEXT]}. */
    public static final BodySection TEXT = new BodySection(List.of(), Kind.TEXT, List.of());

    public BodySection {
        path = List.copyOf(path);
        fields = List.copyOf(fields);
    }

    /** What of the message or part. */
    public enum Kind {
        /** Of a message everything; of a part its body. */
        WHOLE(""),
        /** The header of a message. */
        HEADER("HEADER"),
        /** Some fields of the header of a message. */
        HEADER_FIELDS("HEADER.FIELDS"),
        /** All but some fields of the header of a message. */
        HEADER_FIELDS_NOT("HEADER.FIELDS.NOT"),
        /** The body of a message. */
        TEXT("TEXT"),
        /** The header of a part. */
        MIME("MIME");

        private final String keyword;

        Kind(String keyword) {
            this.keyword = keyword;
        }

        /** As it stands in the command. */
        public String keyword() {
            return keyword;
        }
    }

    /** Writes what stands between the brackets. Names of fields are echoed as the client wrote them. */
    public void write(ImapStringWriter out) {
        for (int i = 0; i < path.size(); i++) {
            if (i > 0) {
                out.raw(".");
            }
            out.number(Integer.toUnsignedLong(path.get(i)));
        }
        if (kind != Kind.WHOLE) {
            if (!path.isEmpty()) {
                out.raw(".");
            }
            out.raw(kind.keyword());
        }
        if (kind == Kind.HEADER_FIELDS || kind == Kind.HEADER_FIELDS_NOT) {
            out.raw(" (");
            for (int i = 0; i < fields.size(); i++) {
                if (i > 0) {
                    out.raw(" ");
                }
                out.astring(fields.get(i));
            }
            out.raw(")");
        }
    }
}
