package dev.postrider.deploy.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code postrider account app-password …}. */
@Command(
        name = "app-password",
        mixinStandardHelpOptions = true,
        description = "Passwords for one program each, which open some protocols only and can be revoked one by one.")
public final class AppPasswordCommand implements Runnable {
    private static final String LOGIN = "LOGIN";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do with app passwords.");
    }

    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = "Make one and show it, this once. It cannot be used with SCRAM.")
    int create(
            @Mixin AdminOptions admin,
            @Parameters(paramLabel = LOGIN) String login,
            @Option(
                            names = "--name",
                            paramLabel = "TEXT",
                            required = true,
                            description = "What it is for, such as \"phone\".")
                    String name,
            @Option(
                            names = "--scope",
                            paramLabel = "PROTOCOL",
                            required = true,
                            split = ",",
                            description = "What it opens: smtp, imap, pop3, jmap. May be given several times.")
                    List<String> scopes) {
        return admin.run(client -> {
            JsonObject made =
                    client.post(path(login), new JsonObject().put("name", name).put("scopes", new JsonArray(scopes)));
            admin.print(
                    made,
                    "app password " + made.getLong("id") + " of " + login + " made for " + scopesOf(made)
                            + System.lineSeparator() + "password: " + made.getString("password"));
            return 0;
        });
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "List those of an account.")
    int list(@Mixin AdminOptions admin, @Parameters(paramLabel = LOGIN) String login) {
        return admin.run(client -> {
            JsonObject found = client.get(path(login));
            Table table = new Table("ID", "NAME", "SCOPES", "CREATED", "LAST USED");
            JsonArray items = found.getJsonArray("items");
            for (int i = 0; i < items.size(); i++) {
                JsonObject item = items.getJsonObject(i);
                table.row(
                        String.valueOf(item.getLong("id")),
                        item.getString("name"),
                        scopesOf(item),
                        item.getString("createdAt"),
                        item.getString("lastUsedAt", "never"));
            }
            admin.print(found, table.toString());
            return 0;
        });
    }

    @Command(
            name = "revoke",
            mixinStandardHelpOptions = true,
            description = "Revoke one; it opens nothing from then on.")
    int revoke(
            @Mixin AdminOptions admin,
            @Parameters(paramLabel = LOGIN, index = "0") String login,
            @Parameters(paramLabel = "ID", index = "1", description = "As list shows it.") long id) {
        return admin.run(client -> {
            client.delete(path(login) + "/" + id);
            admin.print(new JsonObject().put("revoked", id), "app password " + id + " of " + login + " revoked");
            return 0;
        });
    }

    private static String scopesOf(JsonObject item) {
        return String.join(
                ", ", item.getJsonArray("scopes").stream().map(String::valueOf).toList());
    }

    private static String path(String login) {
        return "/accounts/" + AdminClient.encode(login) + "/app-passwords";
    }
}
