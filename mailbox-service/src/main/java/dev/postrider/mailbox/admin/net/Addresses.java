package dev.postrider.mailbox.admin.net;

import dev.postrider.mail.Address;
import dev.postrider.servicekit.admin.AdminRequest;
import dev.postrider.servicekit.admin.Fields;
import io.vertx.core.json.JsonArray;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Addresses and domains in requests, read strictly: what is not understood is refused. Domains are made canonical. */
final class Addresses {
    private static final String ALLOWED = "an address such as user@example.org, with at most 64 octets before the @";

    private static final int MAX_LOCAL_PART_OCTETS = 64;

    /** RFC 1123 s2.1 labels, as A-labels; at least two octets in all, no trailing dot. */
    private static final Pattern DOMAIN = Pattern.compile(
            "(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?)(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?)*");

    private Addresses() {}

    /** The domain in the path. */
    static String domain(AdminRequest request) {
        return domainOf("domain", request.pathParam("domain"));
    }

    /** The address in the path, as it was written. */
    static Address inPath(AdminRequest request, String name) {
        Address address = addressOf(name, request.pathParam(name));
        domainOf(name, address.domain());
        return address;
    }

    static Optional<String> queryDomain(AdminRequest request) {
        return request.query("domain").map(text -> domainOf("domain", text));
    }

    static Optional<Address> inQuery(AdminRequest request, String name) {
        return request.query(name).map(text -> addressOf(name, text));
    }

    /** Addresses without repetition. */
    static Optional<List<Address>> inFields(Fields fields, String name, int min, int max) {
        return fields.value(name).flatMap(value -> {
            if (!(value instanceof JsonArray array) || array.size() < min || array.size() > max) {
                return fields.wrong(name, "a list of " + min + " to " + max + " addresses");
            }
            List<Address> addresses = new ArrayList<>(array.size());
            Set<Address> seen = new HashSet<>();
            for (int i = 0; i < array.size(); i++) {
                String field = name + "[" + i + "]";
                Optional<Address> address = array.getValue(i) instanceof String text ? parse(text) : Optional.empty();
                if (address.isEmpty()) {
                    fields.wrong(field, ALLOWED);
                } else if (seen.add(address.get().canonical())) {
                    addresses.add(address.get());
                } else {
                    fields.wrong(field, "stands in the list already; remove it");
                }
            }
            return Optional.of(addresses);
        });
    }

    private static String domainOf(String field, String text) {
        String name = Address.asciiDomain(text);
        if (!DOMAIN.matcher(name).matches()) {
            throw AdminRequest.invalid(
                    field, "a domain name such as example.org, labels of letters, digits and hyphens");
        }
        return name;
    }

    private static Address addressOf(String field, String text) {
        return parse(text).orElseThrow(() -> AdminRequest.invalid(field, ALLOWED));
    }

    /** An address within RFC 5321 s4.5.3.1.1. */
    private static Optional<Address> parse(String text) {
        return Address.parse(text)
                .map(address -> new Address(address.localPart(), Address.asciiDomain(address.domain())))
                .filter(address ->
                        address.localPart().getBytes(StandardCharsets.UTF_8).length <= MAX_LOCAL_PART_OCTETS);
    }
}
