package dev.postrider.servicekit.admin;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** A request, read strictly: what is not understood is refused. */
public final class AdminRequest {
    static final int DEFAULT_LIMIT = 100;
    static final int MAX_LIMIT = 1_000;

    private final RoutingContext context;

    AdminRequest(RoutingContext context) {
        this.context = context;
    }

    /** A number in the path. */
    public long id(String name) {
        String text = pathParam(name);
        if (!text.matches("[0-9]{1,18}")) {
            throw invalid(name, "a whole number");
        }
        return Long.parseLong(text);
    }

    /** A part of the path. */
    public String pathParam(String name) {
        return Optional.ofNullable(context.pathParam(name)).orElse("");
    }

    /** A parameter of the query; an empty one counts as none. */
    public Optional<String> query(String name) {
        List<String> values = context.queryParam(name);
        if (values.size() > 1) {
            throw invalid(name, "given more than once");
        }
        return values.stream().findFirst().filter(value -> !value.isEmpty());
    }

    /** Refuses parameters of other names: one that is misspelt must not be taken for one that is missing. */
    public void onlyQueries(Set<String> known) {
        for (String name : context.queryParams().names()) {
            if (!known.contains(name)) {
                throw invalid(name, "is not a parameter here");
            }
        }
    }

    /**
     * Refuses parameters without a value, where one that is missing has consequences: a variable that was never set must not be taken for no filter. Refuses
     * a NUL in one, too, which is in no text of the database.
     */
    public void noEmptyQueries() {
        context.queryParams().forEach(parameter -> {
            if (parameter.getValue().isEmpty() || parameter.getValue().indexOf('\0') >= 0) {
                throw invalid(parameter.getKey(), "has to have a value; leave it out if it does not matter");
            }
        });
    }

    /** How many items a list may have. */
    public int limit() {
        return query("limit")
                .map(text -> {
                    int limit = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
                    if (limit < 1 || limit > MAX_LIMIT) {
                        throw invalid("limit", "a whole number from 1 to " + MAX_LIMIT);
                    }
                    return limit;
                })
                .orElse(DEFAULT_LIMIT);
    }

    /** RFC 9110 s13.1.2: {@code If-None-Match: *} makes a PUT fail where there is something already. */
    public boolean onlyNew() {
        String value = context.request().getHeader("If-None-Match");
        if (value != null && !value.strip().equals("*")) {
            throw invalid("If-None-Match", "only * is understood");
        }
        return value != null;
    }

    /** The body as a JSON object; no body is an empty one. */
    public Fields fields() {
        Buffer body = context.body().buffer();
        if (body == null || body.length() == 0) {
            return new Fields(new JsonObject());
        }
        String type = Optional.ofNullable(context.request().getHeader("Content-Type"))
                .orElse("")
                .split(";", 2)[0]
                .strip();
        if (!type.equalsIgnoreCase("application/json") && !type.equalsIgnoreCase("application/merge-patch+json")) {
            throw new Problem(Problem.Kind.UNSUPPORTED_MEDIA_TYPE, "Send Content-Type: application/json.")
                    .asException();
        }
        try {
            if (Json.decodeValue(body) instanceof JsonObject object) {
                return new Fields(object);
            }
        } catch (DecodeException notJson) {
            throw new Problem(Problem.Kind.MALFORMED_REQUEST, "The body is not JSON.").asException();
        }
        throw new Problem(Problem.Kind.MALFORMED_REQUEST, "The body must be a JSON object.").asException();
    }

    public static <T> JsonObject page(Page<T> page, Function<T, JsonObject> json) {
        JsonObject object = new JsonObject();
        JsonArray items = new JsonArray();
        page.items().forEach(item -> items.add(json.apply(item)));
        object.put("items", items);
        page.next().ifPresent(next -> object.put("next", next));
        return object;
    }

    public static RuntimeException notFound(String what, Object name) {
        return new Problem(Problem.Kind.NOT_FOUND, "There is no " + what + " " + name + ".").asException();
    }

    /** A parameter has a value that is not allowed. */
    public static RuntimeException invalid(String field, String allowed) {
        return new Problem(
                        Problem.Kind.INVALID_FIELDS,
                        field + ": " + allowed,
                        List.of(new Problem.FieldError(field, allowed)))
                .asException();
    }
}
