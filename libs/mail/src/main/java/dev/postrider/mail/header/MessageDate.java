package dev.postrider.mail.header;

import java.time.OffsetDateTime;
import java.util.Optional;

/** Reads the Date field of a message, RFC 5322 s3.3 with the obsolete syntax of s4.3. */
public final class MessageDate {
    private MessageDate() {}

    /** Reads an unfolded field value. Empty if it is not a date. */
    public static Optional<OffsetDateTime> parse(String value) {
        return Optional.empty();
    }
}
