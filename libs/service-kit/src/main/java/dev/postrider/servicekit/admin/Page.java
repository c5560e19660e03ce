package dev.postrider.servicekit.admin;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A part of a list.
 *
 * @param next where the following part starts; empty: this was the last
 */
public record Page<T>(List<T> items, Optional<String> next) {
    /** Of what was found where one more than {@code limit} was asked for, to know whether there is more. */
    public static <T> Page<T> of(List<T> found, int limit, Function<T, String> cursor) {
        if (found.size() <= limit) {
            return new Page<>(List.copyOf(found), Optional.empty());
        }
        List<T> items = List.copyOf(found.subList(0, limit));
        return new Page<>(items, Optional.of(cursor.apply(items.getLast())));
    }
}
