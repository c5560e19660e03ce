package dev.postrider.delivery.adapter;

import dev.postrider.delivery.admin.QueueFilter;
import dev.postrider.delivery.port.Deferral;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A {@link QueueFilter} as a condition of SQL: conditions that nobody asked for are left out, so that the others find their index. Immutable. */
record FilterSql(List<String> conditions, List<Object> values) {
    FilterSql {
        conditions = List.copyOf(conditions);
        values = List.copyOf(values);
    }

    static FilterSql of(QueueFilter filter) {
        FilterSql sql = new FilterSql(List.of(), List.of());
        if (filter.queueId().isPresent()) {
            sql = sql.and("queue_id = $?", filter.queueId().get());
        }
        if (filter.kind().isPresent()) {
            sql = sql.and("kind = $?", label(filter.kind().get()));
        }
        if (filter.destination().isPresent()) {
            sql = sql.and("destination = $?", filter.destination().get());
        }
        if (filter.sender().isPresent()) {
            sql = sql.and("lower(sender) = lower($?::text)", filter.sender().get());
        }
        if (filter.recipient().isPresent()) {
            sql = sql.and(
                    "lower($?::text) IN (SELECT lower(r) FROM unnest(recipients) AS r)",
                    filter.recipient().get());
        }
        if (filter.reason().isPresent()) {
            sql = sql.and("reason = $?", filter.reason().get().name());
        }
        if (filter.olderThan().isPresent()) {
            sql = sql.and(
                    "accepted_at < now() - $?::bigint * interval '1 millisecond'",
                    filter.olderThan().get().toMillis());
        }
        if (filter.held().isPresent()) {
            sql = sql.and(filter.held().get() ? "state = 'held'" : "state <> 'held'");
        }
        return sql;
    }

    /** With a condition more. */
    FilterSql and(String condition) {
        return new FilterSql(appended(conditions, condition), values);
    }

    /** With a condition more, in which {@code $?} stands for the value. */
    FilterSql and(String condition, Object value) {
        return new FilterSql(appended(conditions, condition.replace("$?", "$" + next())), appended(values, value));
    }

    private static <T> List<T> appended(List<T> list, T last) {
        List<T> longer = new ArrayList<>(list);
        longer.add(last);
        return longer;
    }

    /** The number of the next parameter. */
    int next() {
        return values.size() + 1;
    }

    /** {@code WHERE …} with a space before it, or nothing. */
    String clause() {
        return conditions.isEmpty() ? "" : conditions.stream().collect(Collectors.joining(" AND ", " WHERE ", ""));
    }

    /** The values, and then further ones. */
    List<Object> parameters(Object... further) {
        return Stream.concat(values.stream(), Stream.of(further)).toList();
    }

    private static String label(Deferral.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
