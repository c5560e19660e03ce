package dev.postrider.mailbox.adapter.entry;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What commands need to know of an entry in a mailbox.
 *
 * @param flags bits of Flags.system
 */
public record Entry(int uid, long emailId, long sizeOctets, int flags, List<String> keywords) {
    /** What {@link #of} reads, in its order. */
    public static final String COLUMNS = "m.uid, m.email_id, m.size_octets, m.flags, m.keywords";

    /** Reads rows that are ordered by uid, or sorts them. */
    public static List<Entry> of(RowSet<Row> rows) {
        List<Entry> entries = new ArrayList<>(rows.size());
        for (Row row : rows) {
            entries.add(new Entry(
                    row.getInteger(0),
                    row.getLong(1),
                    row.getLong(2),
                    row.getShort(3),
                    List.of(row.getArrayOfStrings(4))));
        }
        entries.sort(Comparator.comparingInt(Entry::uid));
        return entries;
    }

    /** How many of these entries each message has. */
    static Map<Long, Integer> countByEmail(List<Entry> entries) {
        Map<Long, Integer> counts = new HashMap<>();
        for (Entry entry : entries) {
            counts.merge(entry.emailId(), 1, Integer::sum);
        }
        return counts;
    }
}
