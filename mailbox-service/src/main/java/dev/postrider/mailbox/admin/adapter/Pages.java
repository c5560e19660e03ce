package dev.postrider.mailbox.admin.adapter;

import dev.postrider.mailbox.admin.Page;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Keyset paging: one row more than asked for is read, to know whether there is more. */
final class Pages {
    private Pages() {}

    static <T> Page<T> of(List<T> found, int limit, Function<T, String> cursor) {
        if (found.size() <= limit) {
            return new Page<>(List.copyOf(found), Optional.empty());
        }
        List<T> items = List.copyOf(found.subList(0, limit));
        return new Page<>(items, Optional.of(cursor.apply(items.getLast())));
    }
}
