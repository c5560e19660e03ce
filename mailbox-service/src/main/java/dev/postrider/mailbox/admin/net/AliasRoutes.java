package dev.postrider.mailbox.admin.net;

import dev.postrider.mail.Address;
import dev.postrider.mailbox.admin.AliasEntry;
import dev.postrider.mailbox.admin.adapter.AliasTable;
import dev.postrider.mailbox.directory.policy.AddressResolver;
import dev.postrider.servicekit.admin.AdminRequest;
import dev.postrider.servicekit.admin.AdminRoute;
import dev.postrider.servicekit.admin.Fields;
import dev.postrider.servicekit.admin.Reply;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** {@code /aliases}. */
final class AliasRoutes {
    private final AliasTable aliases;

    AliasRoutes(AliasTable aliases) {
        this.aliases = aliases;
    }

    List<AdminRoute> routes() {
        return List.of(
                AdminRoute.read("/aliases", this::list),
                AdminRoute.read("/aliases/:address", this::get),
                AdminRoute.change(HttpMethod.PUT, "/aliases/:address", this::put),
                AdminRoute.change(HttpMethod.DELETE, "/aliases/:address", this::delete));
    }

    private Future<Reply> list(AdminRequest request) {
        return aliases.list(
                        Addresses.inQuery(request, "after"),
                        Addresses.queryDomain(request),
                        Addresses.inQuery(request, "target"),
                        request.limit())
                .map(page -> Reply.ok(AdminRequest.page(page, AliasRoutes::json)));
    }

    private Future<Reply> get(AdminRequest request) {
        Address address = Addresses.inPath(request, "address");
        return aliases.find(address)
                .map(found -> Reply.ok(json(found.orElseThrow(() -> AdminRequest.notFound("alias", address)))));
    }

    private Future<Reply> put(AdminRequest request) {
        Address address = Addresses.inPath(request, "address");
        Fields fields = request.fields();
        List<Address> targets = fields.required(
                        "targets", Addresses.inFields(fields, "targets", 1, AddressResolver.MAX_DESTINATIONS))
                .orElse(List.of());
        fields.check();
        return aliases.put(address, targets, request.onlyNew())
                .compose(done -> aliases.unresolved(targets)
                        .map(unresolved -> Reply.put(
                                done.created(),
                                json(done.entry()).put("unresolved", DomainRoutes.addresses(unresolved)))));
    }

    private Future<Reply> delete(AdminRequest request) {
        Address address = Addresses.inPath(request, "address");
        return aliases.remove(address).map(removed -> {
            if (!removed) {
                throw AdminRequest.notFound("alias", address);
            }
            return Reply.noContent();
        });
    }

    private static JsonObject json(AliasEntry alias) {
        return new JsonObject()
                .put("address", alias.address().toString())
                .put("targets", DomainRoutes.addresses(alias.targets()))
                .put("createdAt", alias.createdAt().toString());
    }
}
