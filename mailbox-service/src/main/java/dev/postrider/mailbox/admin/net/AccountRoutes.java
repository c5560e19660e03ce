package dev.postrider.mailbox.admin.net;

import dev.postrider.mail.Address;
import dev.postrider.mailbox.admin.AccountChange;
import dev.postrider.mailbox.admin.AccountEntry;
import dev.postrider.mailbox.admin.adapter.AccountTable;
import dev.postrider.mailbox.directory.StoredPassword;
import dev.postrider.mailbox.directory.port.Passwords;
import dev.postrider.servicekit.admin.AdminRequest;
import dev.postrider.servicekit.admin.AdminRoute;
import dev.postrider.servicekit.admin.Fields;
import dev.postrider.servicekit.admin.Reply;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** {@code /accounts}. */
final class AccountRoutes {
    private static final int MAX_DISPLAY_NAME = 200;

    private final AccountTable accounts;
    private final Passwords passwords;

    AccountRoutes(AccountTable accounts, Passwords passwords) {
        this.accounts = accounts;
        this.passwords = passwords;
    }

    List<AdminRoute> routes() {
        return List.of(
                AdminRoute.read("/accounts", this::list),
                AdminRoute.read("/accounts/:login", this::get),
                AdminRoute.change(HttpMethod.PUT, "/accounts/:login", this::put),
                AdminRoute.change(HttpMethod.PATCH, "/accounts/:login", this::patch),
                AdminRoute.change(HttpMethod.DELETE, "/accounts/:login", this::delete),
                AdminRoute.change(HttpMethod.PUT, "/accounts/:login/password", this::setPassword),
                AdminRoute.change(HttpMethod.PUT, "/accounts/:login/quota", this::setQuota),
                AdminRoute.read("/accounts/:login/usage", this::usage));
    }

    private Future<Reply> list(AdminRequest request) {
        return accounts.list(Addresses.inQuery(request, "after"), Addresses.queryDomain(request), request.limit())
                .map(page -> Reply.ok(AdminRequest.page(page, AccountRoutes::json)));
    }

    private Future<Reply> get(AdminRequest request) {
        Address login = Addresses.inPath(request, "login");
        return accounts.find(login).map(found -> Reply.ok(json(existing(login, found))));
    }

    private Future<Reply> put(AdminRequest request) {
        Address login = Addresses.inPath(request, "login");
        boolean onlyNew = request.onlyNew();
        return changeOf(request.fields())
                .compose(change -> accounts.put(login, change, onlyNew))
                .map(done -> Reply.put(done.created(), json(done.entry())));
    }

    private Future<Reply> patch(AdminRequest request) {
        Address login = Addresses.inPath(request, "login");
        return changeOf(request.fields())
                .compose(change -> accounts.change(login, change))
                .map(found -> Reply.ok(json(existing(login, found))));
    }

    private Future<Reply> delete(AdminRequest request) {
        Address login = Addresses.inPath(request, "login");
        return accounts.remove(login).map(removed -> {
            existing(login, removed);
            return Reply.noContent();
        });
    }

    private Future<Reply> setPassword(AdminRequest request) {
        Address login = Addresses.inPath(request, "login");
        Fields fields = request.fields();
        String password =
                fields.required("password", NewPassword.in(fields, "password")).orElse("");
        fields.check();
        return NewPassword.keep(passwords, password)
                .compose(kept -> accounts.change(login, AccountChange.password(kept)))
                .map(found -> {
                    existing(login, found);
                    return Reply.noContent();
                });
    }

    private Future<Reply> setQuota(AdminRequest request) {
        Address login = Addresses.inPath(request, "login");
        Fields fields = request.fields();
        long octets =
                fields.required("quotaOctets", fields.octets("quotaOctets")).orElse(0L);
        fields.check();
        return accounts.change(login, AccountChange.quota(octets)).map(found -> Reply.ok(json(existing(login, found))));
    }

    private Future<Reply> usage(AdminRequest request) {
        Address login = Addresses.inPath(request, "login");
        return accounts.find(login)
                .map(found -> existing(login, found))
                .map(account -> Reply.ok(new JsonObject()
                        .put("login", account.login().toString())
                        .put("quotaOctets", account.quotaOctets())
                        .put("usedOctets", account.usedOctets())
                        .put("usedMessages", account.usedMessages())));
    }

    private Future<AccountChange> changeOf(Fields fields) {
        Optional<String> displayName = fields.line("displayName", MAX_DISPLAY_NAME);
        Optional<Long> quotaOctets = fields.octets("quotaOctets");
        Optional<Boolean> administrator = fields.flag("administrator");
        Optional<Boolean> enabled = fields.flag("enabled");
        Optional<String> password = NewPassword.in(fields, "password");
        fields.check();
        Future<Optional<StoredPassword>> kept = password.map(
                        text -> NewPassword.keep(passwords, text).map(Optional::of))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()));
        return kept.map(made -> new AccountChange(displayName, quotaOctets, administrator, enabled, made));
    }

    private static <T> T existing(Address login, Optional<T> found) {
        return found.orElseThrow(() -> AdminRequest.notFound("account", login));
    }

    private static JsonObject json(AccountEntry account) {
        return new JsonObject()
                .put("id", account.id())
                .put("login", account.login().toString())
                .put("displayName", account.displayName())
                .put("quotaOctets", account.quotaOctets())
                .put("usedOctets", account.usedOctets())
                .put("usedMessages", account.usedMessages())
                .put("administrator", account.administrator())
                .put("enabled", account.enabled())
                .put("hasPassword", account.hasPassword())
                .put("createdAt", account.createdAt().toString());
    }
}
