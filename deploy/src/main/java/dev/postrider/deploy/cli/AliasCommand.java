package dev.postrider.deploy.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code postrider alias …}. */
@Command(name = "alias", mixinStandardHelpOptions = true, description = "Addresses that lead to others.")
public final class AliasCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do with aliases.");
    }

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = "Make an alias. To redirect an account and keep a copy, name it among its own targets.")
    int add(
            @Mixin AdminOptions admin,
            @Parameters(paramLabel = "ADDRESS", index = "0") String address,
            @Parameters(paramLabel = "TARGET", index = "1..*", arity = "1..*") String[] targets) {
        return admin.run(client -> {
            print(admin, client.create(path(address), body(targets)), "added");
            return 0;
        });
    }

    @Command(name = "set", mixinStandardHelpOptions = true, description = "Make an alias, or replace all its targets.")
    int set(
            @Mixin AdminOptions admin,
            @Parameters(paramLabel = "ADDRESS", index = "0") String address,
            @Parameters(paramLabel = "TARGET", index = "1..*", arity = "1..*") String[] targets) {
        return admin.run(client -> {
            print(admin, client.put(path(address), body(targets)), "set");
            return 0;
        });
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "List the aliases.")
    int list(
            @Mixin AdminOptions admin,
            @Option(
                            names = "--domain",
                            paramLabel = "DOMAIN",
                            description = "Only those of this domain.",
                            defaultValue = "")
                    String domain,
            @Option(
                            names = "--target",
                            paramLabel = "ADDRESS",
                            description = "Only those that name this address.",
                            defaultValue = "")
                    String target) {
        return admin.run(client -> {
            List<String> query = new ArrayList<>();
            if (!domain.isEmpty()) {
                query.add("domain=" + AdminClient.encode(domain));
            }
            if (!target.isEmpty()) {
                query.add("target=" + AdminClient.encode(target));
            }
            List<JsonObject> aliases = client.list("/aliases", query);
            Table table = new Table("ALIAS", "TARGETS");
            aliases.forEach(alias ->
                    table.row(alias.getString("address"), DomainCommand.joined(alias.getJsonArray("targets"))));
            admin.print(new JsonObject().put("items", new JsonArray(aliases)), table.toString());
            return 0;
        });
    }

    @Command(name = "remove", mixinStandardHelpOptions = true, description = "Remove an alias.")
    int remove(@Mixin AdminOptions admin, @Parameters(paramLabel = "ADDRESS") String address) {
        return admin.run(client -> {
            client.delete(path(address));
            admin.print(new JsonObject().put("removed", address), "alias " + address + " removed");
            return 0;
        });
    }

    private static void print(AdminOptions admin, JsonObject alias, String what) {
        admin.print(
                alias,
                "alias " + alias.getString("address") + " " + what + ": "
                        + DomainCommand.joined(alias.getJsonArray("targets")));
        JsonArray unresolved = alias.getJsonArray("unresolved", new JsonArray());
        unresolved.forEach(target -> admin.say("note: " + target + " is not known here yet"));
    }

    private static JsonObject body(String[] targets) {
        return new JsonObject().put("targets", DomainCommand.arrayOf(List.of(targets)));
    }

    private static String path(String address) {
        return "/aliases/" + AdminClient.encode(address);
    }
}
