package dev.postrider.imap.grammar;

import java.util.ArrayList;
import java.util.List;

/** {@code status-att}, RFC 3501 s6.3.10. */
public enum StatusItem {
    MESSAGES,
    RECENT,
    UIDNEXT,
    UIDVALIDITY,
    UNSEEN;

    private static final int MAX = 20;

    /** {@code "(" status-att *(SP status-att) ")"}. */
    public static List<StatusItem> list(CommandReader in) {
        in.expect('(');
        List<StatusItem> items = new ArrayList<>();
        do {
            if (items.size() == MAX) {
                throw SyntaxFault.limit("Too many items");
            }
            items.add(named(in.word()));
        } while (in.take(' '));
        in.expect(')');
        return items;
    }

    private static StatusItem named(String name) {
        for (StatusItem item : values()) {
            if (item.name().equals(name)) {
                return item;
            }
        }
        throw SyntaxFault.syntax("Unknown STATUS item");
    }
}
