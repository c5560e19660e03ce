package dev.postrider.servicekit.admin;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The fields of a JSON object. Every getter notes what is wrong; {@link #check()} says it all at once, unknown fields too. */
public final class Fields {
    /** Beyond it JSON numbers are not exact everywhere, RFC 8259 s6. */
    private static final long MAX_EXACT = (1L << 53) - 1;

    private final JsonObject object;
    private final Set<String> unread;
    private final List<Problem.FieldError> errors = new ArrayList<>();

    Fields(JsonObject object) {
        this.object = object;
        this.unread = new TreeSet<>(object.fieldNames());
    }

    public Optional<Boolean> flag(String name) {
        return value(name).flatMap(value -> {
            if (value instanceof Boolean flag) {
                return Optional.of(flag);
            }
            return wrong(name, "true or false");
        });
    }

    /** Not negative, in octets. */
    public Optional<Long> octets(String name) {
        return value(name).flatMap(value -> {
            boolean whole = value instanceof Integer || value instanceof Long;
            if (whole && value instanceof Number number && number.longValue() >= 0 && number.longValue() <= MAX_EXACT) {
                return Optional.of(number.longValue());
            }
            return wrong(name, "a whole number of octets from 0 to " + MAX_EXACT + "; 0 means no limit");
        });
    }

    /** One line of text. */
    public Optional<String> line(String name, int maxChars) {
        return value(name).flatMap(value -> {
            if (value instanceof String text
                    && text.codePointCount(0, text.length()) <= maxChars
                    && text.chars().noneMatch(Character::isISOControl)) {
                return Optional.of(text);
            }
            return wrong(name, "a text of at most " + maxChars + " characters in one line");
        });
    }

    /** One line of text that is not empty. */
    public Optional<String> title(String name, int maxChars) {
        Optional<String> text = line(name, maxChars);
        return text.filter(String::isBlank).isPresent() ? wrong(name, "must not be empty") : text;
    }

    /** Constants of an enum without repetition, at least one. */
    public <E extends Enum<E>> Optional<Set<E>> choices(
            String name, Class<E> type, Function<String, Optional<E>> reader) {
        String allowed = "a list of one or more of "
                + Arrays.stream(type.getEnumConstants())
                        .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", "));
        return value(name).flatMap(value -> {
            Set<E> chosen = EnumSet.noneOf(type);
            if (value instanceof JsonArray array) {
                for (Object item : array) {
                    Optional<E> constant = item instanceof String text ? reader.apply(text) : Optional.empty();
                    if (constant.isEmpty() || !chosen.add(constant.get())) {
                        return wrong(name, allowed);
                    }
                }
            }
            return chosen.isEmpty() ? wrong(name, allowed) : Optional.of(chosen);
        });
    }

    /** Notes that a field must be there. */
    public <T> Optional<T> required(String name, Optional<T> value) {
        if (value.isEmpty() && !object.containsKey(name)) {
            wrong(name, "is needed");
        }
        return value;
    }

    /** Throws everything that was found wrong. */
    public void check() {
        unread.forEach(name -> errors.add(new Problem.FieldError(name, "is not a field here")));
        if (!errors.isEmpty()) {
            StringBuilder detail = new StringBuilder();
            errors.stream()
                    .limit(5)
                    .forEach(error -> detail.append(detail.isEmpty() ? "" : "; ")
                            .append(error.field())
                            .append(": ")
                            .append(error.detail()));
            throw new Problem(Problem.Kind.INVALID_FIELDS, detail.toString(), List.copyOf(errors)).asException();
        }
    }

    /** Whatever it is; a null is noted as wrong. */
    public Optional<Object> value(String name) {
        unread.remove(name);
        if (object.containsKey(name) && object.getValue(name) == null) {
            wrong(name, "must not be null; leave it out instead");
        }
        return Optional.ofNullable(object.getValue(name));
    }

    /** Notes that a field is not as it has to be. */
    public <T> Optional<T> wrong(String name, String allowed) {
        errors.add(new Problem.FieldError(name, allowed));
        return Optional.empty();
    }
}
