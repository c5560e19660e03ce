package dev.postrider.imap.message;

import java.util.List;

/** Which octets of a message a {@link BodySection} stands for. Offsets count from the start of the whole message. */
public sealed interface ResolvedSection {
    /** These octets. */
    record Range(long offset, long length) implements ResolvedSection {}

    /**
     * These octets are a header; {@link HeaderFilter} makes the section of it.
     *
     * @param fields names
     * @param negate keep all but these
     */
    record FilteredHeader(long offset, long length, List<String> fields, boolean negate) implements ResolvedSection {
        public FilteredHeader {
            fields = List.copyOf(fields);
        }

        /** Makes the section of the header's octets. */
        public byte[] filter(byte[] header) {
            return HeaderFilter.filter(header, fields, negate);
        }
    }

    /** The message has no such section: the answer is NIL. */
    record Missing() implements ResolvedSection {}
}
