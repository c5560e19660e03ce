package dev.postrider.mailbox.adapter.read;

import dev.postrider.contracts.MailboxInfo;
import io.vertx.sqlclient.Row;
import java.util.List;

/** A row of {@code mailbox.mailbox}. UIDs and UIDVALIDITY are unsigned 32-bit numbers. */
public record MailboxRow(
        int id,
        String name,
        String role,
        long uidValidity,
        long uidNext,
        long highestModseq,
        int messages,
        int unseen,
        int deleted,
        long sizeOctets,
        long recentFromUid,
        List<String> keywords) {
    /** What {@link #of} reads, in its order. */
    public static final String COLUMNS = "m.mailbox_id, m.name, m.role, m.uid_validity, m.uid_next, m.highest_modseq,"
            + " m.messages, m.unseen, m.deleted, m.size_octets, m.recent_from_uid, m.keywords";

    public static MailboxRow of(Row row) {
        return new MailboxRow(
                row.getInteger(0),
                row.getString(1),
                row.getString(2),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                row.getInteger(6),
                row.getInteger(7),
                row.getInteger(8),
                row.getLong(9),
                row.getLong(10),
                List.of(row.getArrayOfStrings(11)));
    }

    public MailboxInfo toProto(boolean subscribed, boolean hasChildren) {
        return MailboxInfo.newBuilder()
                .setId(id)
                .setName(name)
                .setRole(role)
                .setSubscribed(subscribed)
                .setHasChildren(hasChildren)
                .setUidValidity((int) uidValidity)
                .setUidNext((int) uidNext)
                .setHighestModseq(highestModseq)
                .setMessages(messages)
                .setUnseen(unseen)
                .setDeleted(deleted)
                .setSizeOctets(sizeOctets)
                .setRecentFromUid((int) recentFromUid)
                .build();
    }
}
