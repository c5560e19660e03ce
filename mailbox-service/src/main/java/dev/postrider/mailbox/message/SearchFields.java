package dev.postrider.mailbox.message;

import dev.postrider.mail.header.EncodedWords;
import dev.postrider.mail.header.HeaderBlock;
import dev.postrider.mail.header.HeaderField;
import dev.postrider.mail.header.MessageDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Header fields that SEARCH asks for often (RFC 3501 s6.4.4), decoded and folded. Fields that occur several times are joined by
 * LF, which no needle contains.
 *
 * @param sentDay of the Date field without regard to time and zone, in days since 1970; null: no date
 * @param subject null: the message has no such field (so all)
 * @param cut one of the texts is not complete, or the header is not: ask the header itself
 */
public record SearchFields(
        @Nullable Integer sentDay,
        @Nullable String subject,
        @Nullable String from,
        @Nullable String to,
        @Nullable String cc,
        @Nullable String bcc,
        @Nullable String messageId,
        boolean cut) {
    /** Longer texts are cut off, in characters. */
    static final int MAX_TEXT = 4096;

    /**
     * Reads them from a header.
     *
     * @param complete whether the octets reach to the header's end
     */
    public static SearchFields of(byte[] octets, int offset, int length, boolean complete) {
        Collector subject = new Collector();
        Collector from = new Collector();
        Collector to = new Collector();
        Collector cc = new Collector();
        Collector bcc = new Collector();
        Collector messageId = new Collector();
        Optional<HeaderField> date = Optional.empty();
        for (HeaderField field : HeaderBlock.parse(octets, offset, length).fields()) {
            String name = field.name();
            switch (name.length()) {
                case 2 -> collect(field, "To", to, "Cc", cc);
                case 3 -> collect(field, "Bcc", bcc, "Bcc", bcc);
                case 4 -> {
                    collect(field, "From", from, "From", from);
                    if (date.isEmpty() && field.is("Date")) {
                        date = Optional.of(field);
                    }
                }
                case 7 -> collect(field, "Subject", subject, "Subject", subject);
                case 10 -> collect(field, "Message-ID", messageId, "Message-ID", messageId);
                default -> {
                    // Not asked for often: read from the header when a search names it.
                }
            }
        }
        boolean cut = !complete || subject.cut || from.cut || to.cut || cc.cut || bcc.cut || messageId.cut;
        return new SearchFields(
                date.flatMap(field -> MessageDate.parse(field.value()))
                        .map(sent -> (int) sent.toLocalDate().toEpochDay())
                        .orElse(null),
                subject.text(),
                from.text(),
                to.text(),
                cc.text(),
                bcc.text(),
                messageId.text(),
                cut);
    }

    private static void collect(HeaderField field, String first, Collector one, String second, Collector other) {
        if (field.is(first)) {
            one.add(field);
        } else if (field.is(second)) {
            other.add(field);
        }
    }

    private static final class Collector {
        private @Nullable String text;
        private boolean cut;

        void add(HeaderField field) {
            String value = TextFold.fold(EncodedWords.decode(field.value()));
            String joined = text == null ? value : text + '\n' + value;
            if (joined.length() > MAX_TEXT) {
                // Not between the halves of a surrogate pair: half of one is no text for the database.
                int end = Character.isHighSurrogate(joined.charAt(MAX_TEXT - 1)) ? MAX_TEXT - 1 : MAX_TEXT;
                joined = joined.substring(0, end);
                cut = true;
            }
            text = joined;
        }

        @Nullable
        String text() {
            return text;
        }
    }
}
