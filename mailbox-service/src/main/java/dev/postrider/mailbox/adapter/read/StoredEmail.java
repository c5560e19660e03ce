package dev.postrider.mailbox.adapter.read;

import io.vertx.sqlclient.Row;
import java.util.Optional;

/**
 * Where the octets of a stored message are; see the table {@code mailbox.email}.
 *
 * @param blobKey empty: {@code email_body.content} is all
 */
public record StoredEmail(
        long accountId,
        long emailId,
        long sizeOctets,
        int prefixOctets,
        int headerOctets,
        int contentOctets,
        Optional<String> blobKey) {
    /** What {@link #of} reads, in its order. */
    public static final String COLUMNS =
            "e.account_id, e.email_id, e.size_octets, e.prefix_octets, e.header_octets, e.content_octets, e.blob_key";

    /** How many columns that is. */
    public static final int WIDTH = 7;

    /**
     * Reads a row.
     *
     * @param at the column of account_id
     */
    public static StoredEmail of(Row row, int at) {
        return new StoredEmail(
                row.getLong(at),
                row.getLong(at + 1),
                row.getLong(at + 2),
                row.getInteger(at + 3),
                row.getInteger(at + 4),
                row.getInteger(at + 5),
                Optional.ofNullable(row.getString(at + 6)));
    }

    /** Does the row hold the whole header? */
    boolean headerIsInContent() {
        return headerOctets <= contentOctets;
    }

    /** Does the row hold the whole message? */
    boolean isWholeInContent() {
        return sizeOctets <= contentOctets;
    }
}
