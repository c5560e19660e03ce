package dev.postrider.delivery.admin.net;

import dev.postrider.delivery.admin.QueueAction;
import dev.postrider.delivery.admin.QueueFilter;
import dev.postrider.delivery.policy.Reason;
import dev.postrider.delivery.port.Deferral;
import dev.postrider.mail.Address;
import dev.postrider.mail.QueueId;
import dev.postrider.servicekit.admin.AdminRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A question or an order about the queue, read strictly: a filter that is not understood must not mean everything. */
final class QueueRequest {
    private static final Set<String> FILTERS =
            Set.of("kind", "destination", "sender", "recipient", "reason", "olderThan", "held");

    private final AdminRequest request;

    /** @param others parameters that are known beside the filters */
    QueueRequest(AdminRequest request, String... others) {
        Set<String> known = new HashSet<>(FILTERS);
        known.addAll(Set.of(others));
        request.onlyQueries(known);
        request.noEmptyQueries();
        this.request = request;
    }

    QueueFilter filter() {
        return new QueueFilter(
                Optional.empty(),
                request.query("kind").map(text -> oneOf("kind", Deferral.Kind.class, text)),
                request.query("destination").map(Address::asciiDomain),
                request.query("sender").map(text -> text.equals("<>") ? "" : text.toLowerCase(Locale.ROOT)),
                request.query("recipient").map(text -> text.toLowerCase(Locale.ROOT)),
                request.query("reason").map(text -> oneOf("reason", Reason.class, text)),
                request.query("olderThan").map(QueueRequest::age),
                flag("held"));
    }

    /** For what changes many messages: with no filter, {@code all=true} must say that everything is meant. */
    QueueFilter chosen() {
        QueueFilter filter = filter();
        if (filter.equals(QueueFilter.ALL) && !flag("all").orElse(false)) {
            throw AdminRequest.invalid("all", "true, if the whole queue is meant; or give a filter");
        }
        return filter;
    }

    QueueAction action() {
        String text = request.pathParam("action");
        return QueueAction.of(text).orElseThrow(() -> AdminRequest.notFound("action", text));
    }

    String queueId() {
        String text = request.pathParam("queueId");
        return QueueId.parse(text)
                .map(QueueId::text)
                .orElseThrow(() -> AdminRequest.invalid("queueId", "26 letters and digits"));
    }

    /** Where a list goes on. */
    long after() {
        return request.query("after")
                .map(text -> {
                    if (!text.matches("[0-9]{1,18}")) {
                        throw AdminRequest.invalid("after", "`next` of the part before");
                    }
                    return Long.parseLong(text);
                })
                .orElse(0L);
    }

    private Optional<Boolean> flag(String name) {
        return request.query(name).map(text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw AdminRequest.invalid(name, "true or false");
        });
    }

    /** A whole number with its unit: {@code 90s}, {@code 15m}, {@code 6h}, {@code 2d}. */
    private static Duration age(String text) {
        if (!text.matches("[0-9]{1,6}[smhd]")) {
            throw AdminRequest.invalid("olderThan", "a whole number with its unit, such as 90s, 15m, 6h or 2d");
        }
        long number = Long.parseLong(text.substring(0, text.length() - 1));
        return switch (text.charAt(text.length() - 1)) {
            case 's' -> Duration.ofSeconds(number);
            case 'm' -> Duration.ofMinutes(number);
            case 'h' -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    private static <E extends Enum<E>> E oneOf(String field, Class<E> type, String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> label(constant).equals(text))
                .findFirst()
                .orElseThrow(() -> AdminRequest.invalid(
                        field,
                        "one of "
                                + Arrays.stream(type.getEnumConstants())
                                        .map(QueueRequest::label)
                                        .collect(Collectors.joining(", "))));
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
