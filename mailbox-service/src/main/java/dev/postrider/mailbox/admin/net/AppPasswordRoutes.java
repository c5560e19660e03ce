package dev.postrider.mailbox.admin.net;

import dev.postrider.mail.Address;
import dev.postrider.mailbox.admin.AppPasswordEntry;
import dev.postrider.mailbox.admin.adapter.AppPasswordTable;
import dev.postrider.mailbox.directory.MailProtocol;
import dev.postrider.servicekit.admin.AdminRequest;
import dev.postrider.servicekit.admin.AdminRoute;
import dev.postrider.servicekit.admin.Fields;
import dev.postrider.servicekit.admin.Reply;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

/** {@code /accounts/…/app-passwords}. */
final class AppPasswordRoutes {
    private static final int MAX_NAME = 100;

    private final AppPasswordTable appPasswords;

    AppPasswordRoutes(AppPasswordTable appPasswords) {
        this.appPasswords = appPasswords;
    }

    List<AdminRoute> routes() {
        return List.of(
                AdminRoute.read("/accounts/:login/app-passwords", this::list),
                AdminRoute.change(HttpMethod.POST, "/accounts/:login/app-passwords", this::create),
                AdminRoute.change(HttpMethod.DELETE, "/accounts/:login/app-passwords/:id", this::revoke));
    }

    private Future<Reply> list(AdminRequest request) {
        Address login = Addresses.inPath(request, "login");
        return appPasswords.list(login).map(found -> {
            JsonArray items = new JsonArray();
            found.orElseThrow(() -> AdminRequest.notFound("account", login)).forEach(entry -> items.add(json(entry)));
            return Reply.ok(new JsonObject().put("items", items));
        });
    }

    private Future<Reply> create(AdminRequest request) {
        Address login = Addresses.inPath(request, "login");
        Fields fields = request.fields();
        String name = fields.required("name", fields.title("name", MAX_NAME)).orElse("");
        Set<MailProtocol> scopes = fields.required(
                        "scopes", fields.choices("scopes", MailProtocol.class, MailProtocol::of))
                .orElse(Set.of());
        fields.check();
        return appPasswords
                .create(login, name, scopes)
                .map(created -> created.map(
                                made -> Reply.put(true, json(made.entry()).put("password", made.password())))
                        .orElseThrow(() -> AdminRequest.notFound("account", login)));
    }

    private Future<Reply> revoke(AdminRequest request) {
        Address login = Addresses.inPath(request, "login");
        long id = request.id("id");
        return appPasswords.revoke(login, id).map(revoked -> {
            if (!revoked) {
                throw AdminRequest.notFound("app password of " + login + " with the id", id);
            }
            return Reply.noContent();
        });
    }

    private static JsonObject json(AppPasswordEntry entry) {
        JsonArray scopes = new JsonArray();
        entry.scopes().forEach(scope -> scopes.add(scope.label()));
        JsonObject json = new JsonObject()
                .put("id", entry.id())
                .put("name", entry.name())
                .put("scopes", scopes)
                .put("createdAt", entry.createdAt().toString());
        entry.lastUsedAt().ifPresent(used -> json.put("lastUsedAt", used.toString()));
        return json;
    }
}
