package dev.postrider.mailbox.admin.net;

import dev.postrider.mail.Address;
import dev.postrider.mailbox.admin.DomainEntry;
import dev.postrider.mailbox.admin.adapter.DomainTable;
import dev.postrider.mailbox.directory.policy.AddressResolver;
import dev.postrider.servicekit.admin.AdminRequest;
import dev.postrider.servicekit.admin.AdminRoute;
import dev.postrider.servicekit.admin.Fields;
import dev.postrider.servicekit.admin.Reply;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** {@code /domains}. */
final class DomainRoutes {
    private final DomainTable domains;

    DomainRoutes(DomainTable domains) {
        this.domains = domains;
    }

    List<AdminRoute> routes() {
        return List.of(
                AdminRoute.read("/domains", this::list),
                AdminRoute.read("/domains/:domain", this::get),
                AdminRoute.change(HttpMethod.PUT, "/domains/:domain", this::put),
                AdminRoute.change(HttpMethod.DELETE, "/domains/:domain", this::delete));
    }

    private Future<Reply> list(AdminRequest request) {
        return domains.list(request.query("after").map(Address::asciiDomain).orElse(""), request.limit())
                .map(page -> Reply.ok(AdminRequest.page(page, DomainRoutes::json)));
    }

    private Future<Reply> get(AdminRequest request) {
        String name = Addresses.domain(request);
        return domains.find(name)
                .map(found -> Reply.ok(json(found.orElseThrow(() -> AdminRequest.notFound("domain", name)))));
    }

    private Future<Reply> put(AdminRequest request) {
        String name = Addresses.domain(request);
        Fields fields = request.fields();
        boolean enabled = fields.flag("enabled").orElse(true);
        List<Address> catchAll = Addresses.inFields(fields, "catchAll", 0, AddressResolver.MAX_DESTINATIONS)
                .orElse(List.of());
        fields.check();
        return domains.put(name, enabled, catchAll, request.onlyNew())
                .map(done -> Reply.put(done.created(), json(done.entry())));
    }

    private Future<Reply> delete(AdminRequest request) {
        String name = Addresses.domain(request);
        return domains.remove(name).map(removed -> {
            if (!removed) {
                throw AdminRequest.notFound("domain", name);
            }
            return Reply.noContent();
        });
    }

    private static JsonObject json(DomainEntry domain) {
        return new JsonObject()
                .put("name", domain.name())
                .put("enabled", domain.enabled())
                .put("catchAll", addresses(domain.catchAll()))
                .put("createdAt", domain.createdAt().toString());
    }

    static JsonArray addresses(List<Address> addresses) {
        JsonArray array = new JsonArray();
        addresses.forEach(address -> array.add(address.toString()));
        return array;
    }
}
