package dev.postrider.mailbox.admin.net;

import dev.postrider.mail.Address;
import dev.postrider.mailbox.admin.Problem;
import dev.postrider.mailbox.directory.port.Passwords;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The fields of a JSON object. Every getter notes what is wrong; {@link #check()} says it all at once, unknown fields too. */
final class Fields {
    /** Beyond it JSON numbers are not exact everywhere, RFC 8259 s6. */
    private static final long MAX_EXACT = (1L << 53) - 1;

    private static final int MIN_PASSWORD_CHARS = 8;

    private final JsonObject object;
    private final Set<String> unread;
    private final List<Problem.FieldError> errors = new ArrayList<>();

    Fields(JsonObject object) {
        this.object = object;
        this.unread = new TreeSet<>(object.fieldNames());
    }

    Optional<Boolean> flag(String name) {
        return value(name).flatMap(value -> {
            if (value instanceof Boolean flag) {
                return Optional.of(flag);
            }
            return wrong(name, "true or false");
        });
    }

    /** Not negative, in octets. */
    Optional<Long> octets(String name) {
        return value(name).flatMap(value -> {
            boolean whole = value instanceof Integer || value instanceof Long;
            if (whole && value instanceof Number number && number.longValue() >= 0 && number.longValue() <= MAX_EXACT) {
                return Optional.of(number.longValue());
            }
            return wrong(name, "a whole number of octets from 0 to " + MAX_EXACT + "; 0 means no limit");
        });
    }

    /** One line of text. */
    Optional<String> line(String name, int maxChars) {
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
    Optional<String> title(String name, int maxChars) {
        Optional<String> text = line(name, maxChars);
        return text.filter(String::isBlank).isPresent() ? wrong(name, "must not be empty") : text;
    }

    /** Constants of an enum without repetition, at least one. */
    <E extends Enum<E>> Optional<Set<E>> choices(String name, Class<E> type, Function<String, Optional<E>> reader) {
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

    /** The value never stands in an error. */
    Optional<String> password(String name) {
        return value(name).flatMap(value -> {
            if (value instanceof String text
                    && text.length() >= MIN_PASSWORD_CHARS
                    && text.getBytes(StandardCharsets.UTF_8).length <= Passwords.MAX_OCTETS
                    && text.indexOf('\0') < 0) {
                return Optional.of(text);
            }
            return wrong(
                    name,
                    "a text of at least " + MIN_PASSWORD_CHARS + " characters and at most " + Passwords.MAX_OCTETS
                            + " octets");
        });
    }

    /** Addresses without repetition, their domains canonical. */
    Optional<List<Address>> addresses(String name, int min, int max) {
        return value(name).flatMap(value -> {
            if (!(value instanceof JsonArray array) || array.size() < min || array.size() > max) {
                return wrong(name, "a list of " + min + " to " + max + " addresses");
            }
            List<Address> addresses = new ArrayList<>(array.size());
            Set<Address> seen = new HashSet<>();
            for (int i = 0; i < array.size(); i++) {
                String field = name + "[" + i + "]";
                Optional<Address> address =
                        array.getValue(i) instanceof String text ? AdminRequest.parse(text) : Optional.empty();
                if (address.isEmpty()) {
                    wrong(field, AdminRequest.ADDRESS);
                } else if (seen.add(address.get().canonical())) {
                    addresses.add(address.get());
                } else {
                    wrong(field, "stands in the list already; remove it");
                }
            }
            return Optional.of(addresses);
        });
    }

    /** Notes that a field must be there. */
    <T> Optional<T> required(String name, Optional<T> value) {
        if (value.isEmpty() && !object.containsKey(name)) {
            wrong(name, "is needed");
        }
        return value;
    }

    /** Throws everything that was found wrong. */
    void check() {
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

    private Optional<Object> value(String name) {
        unread.remove(name);
        if (object.containsKey(name) && object.getValue(name) == null) {
            wrong(name, "must not be null; leave it out instead");
        }
        return Optional.ofNullable(object.getValue(name));
    }

    private <T> Optional<T> wrong(String name, String allowed) {
        errors.add(new Problem.FieldError(name, allowed));
        return Optional.empty();
    }
}
