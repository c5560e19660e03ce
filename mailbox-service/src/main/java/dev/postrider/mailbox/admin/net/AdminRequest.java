package dev.postrider.mailbox.admin.net;

import dev.postrider.mail.Address;
import dev.postrider.mailbox.admin.Page;
import dev.postrider.mailbox.admin.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** A request, read strictly: what is not understood is refused. */
final class AdminRequest {
    static final int DEFAULT_LIMIT = 100;
    static final int MAX_LIMIT = 1_000;

    static final String ADDRESS = "an address such as user@example.org, with at most 64 octets before the @";

    private static final int MAX_LOCAL_PART_OCTETS = 64;

    /** RFC 1123 s2.1 labels, as A-labels; at least two octets in all, no trailing dot. */
    private static final Pattern DOMAIN = Pattern.compile(
            "(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?)(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?)*");

    private final RoutingContext context;

    AdminRequest(RoutingContext context) {
        this.context = context;
    }

    /** The domain in the path, canonical. */
    String domain() {
        return domainOf("domain", pathParam("domain"));
    }

    /** The address in the path, as it was written; its domain is canonical. */
    Address address(String name) {
        return localAddressOf(name, pathParam(name));
    }

    /** A number in the path. */
    long id(String name) {
        String text = pathParam(name);
        if (!text.matches("[0-9]{1,18}")) {
            throw invalid(name, "a whole number");
        }
        return Long.parseLong(text);
    }

    private String pathParam(String name) {
        return Optional.ofNullable(context.pathParam(name)).orElse("");
    }

    Optional<String> queryDomain() {
        return query("domain").map(text -> domainOf("domain", text));
    }

    Optional<Address> queryAddress(String name) {
        return query(name).map(text -> addressOf(name, text));
    }

    Optional<String> query(String name) {
        List<String> values = context.queryParam(name);
        if (values.size() > 1) {
            throw invalid(name, "given more than once");
        }
        return values.stream().findFirst().filter(value -> !value.isEmpty());
    }

    /** How many items a list may have. */
    int limit() {
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
    boolean onlyNew() {
        String value = context.request().getHeader("If-None-Match");
        if (value != null && !value.strip().equals("*")) {
            throw invalid("If-None-Match", "only * is understood");
        }
        return value != null;
    }

    /** The body as a JSON object; no body is an empty one. */
    Fields fields() {
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

    static <T> JsonObject page(Page<T> page, Function<T, JsonObject> json) {
        JsonObject object = new JsonObject();
        JsonArray items = new JsonArray();
        page.items().forEach(item -> items.add(json.apply(item)));
        object.put("items", items);
        page.next().ifPresent(next -> object.put("next", next));
        return object;
    }

    static RuntimeException notFound(String what, Object name) {
        return new Problem(Problem.Kind.NOT_FOUND, "There is no " + what + " " + name + ".").asException();
    }

    private static String domainOf(String field, String text) {
        String name = Address.asciiDomain(text);
        if (!DOMAIN.matcher(name).matches()) {
            throw invalid(field, "a domain name such as example.org, labels of letters, digits and hyphens");
        }
        return name;
    }

    private static Address addressOf(String field, String text) {
        return parse(text).orElseThrow(() -> invalid(field, ADDRESS));
    }

    /** An address within RFC 5321 s4.5.3.1.1, its domain canonical. */
    static Optional<Address> parse(String text) {
        return Address.parse(text)
                .map(address -> new Address(address.localPart(), Address.asciiDomain(address.domain())))
                .filter(address ->
                        address.localPart().getBytes(StandardCharsets.UTF_8).length <= MAX_LOCAL_PART_OCTETS);
    }

    private static Address localAddressOf(String field, String text) {
        Address address = addressOf(field, text);
        domainOf(field, address.domain());
        return address;
    }

    private static RuntimeException invalid(String field, String allowed) {
        return new Problem(
                        Problem.Kind.INVALID_FIELDS,
                        field + ": " + allowed,
                        List.of(new Problem.FieldError(field, allowed)))
                .asException();
    }
}
