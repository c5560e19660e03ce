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

/** {@code postrider domain …}. */
@Command(name = "domain", mixinStandardHelpOptions = true, description = "The domains whose mail is delivered here.")
public final class DomainCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do with domains.");
    }

    @Command(name = "add", mixinStandardHelpOptions = true, description = "Make a domain.")
    int add(
            @Mixin AdminOptions admin,
            @Parameters(paramLabel = "DOMAIN") String name,
            @Option(
                            names = "--catch-all",
                            paramLabel = "ADDRESS",
                            description = "Where mail for unknown users goes; may be given several times.")
                    String[] catchAll) {
        return admin.run(client -> {
            JsonObject body =
                    new JsonObject().put("catchAll", arrayOf(catchAll == null ? List.of() : List.of(catchAll)));
            JsonObject made = client.create(path(name), body);
            admin.print(made, "domain " + made.getString("name") + " added");
            return 0;
        });
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "List the domains.")
    int list(@Mixin AdminOptions admin) {
        return admin.run(client -> {
            List<JsonObject> domains = client.list("/domains", List.of());
            Table table = new Table("DOMAIN", "STATE", "CATCH-ALL");
            domains.forEach(domain -> table.row(
                    domain.getString("name"),
                    domain.getBoolean("enabled") ? "enabled" : "disabled",
                    joined(domain.getJsonArray("catchAll"))));
            admin.print(new JsonObject().put("items", new JsonArray(domains)), table.toString());
            return 0;
        });
    }

    @Command(
            name = "catch-all",
            mixinStandardHelpOptions = true,
            description = "Say where mail for unknown users goes; without addresses it is refused.")
    int catchAll(
            @Mixin AdminOptions admin,
            @Parameters(paramLabel = "DOMAIN", index = "0") String name,
            @Parameters(paramLabel = "ADDRESS", index = "1..*", arity = "0..*") String[] targets) {
        return admin.run(client -> {
            JsonObject changed =
                    change(client, name, "catchAll", arrayOf(targets == null ? List.of() : List.of(targets)));
            JsonArray set = changed.getJsonArray("catchAll");
            admin.print(changed, set.isEmpty() ? "no catch-all any more" : "catch-all: " + joined(set));
            return 0;
        });
    }

    @Command(name = "enable", mixinStandardHelpOptions = true, description = "Accept its mail and logins again.")
    int enable(@Mixin AdminOptions admin, @Parameters(paramLabel = "DOMAIN") String name) {
        return admin.run(client -> {
            admin.print(change(client, name, "enabled", true), "domain " + name + " enabled");
            return 0;
        });
    }

    @Command(name = "disable", mixinStandardHelpOptions = true, description = "Refuse its mail and logins.")
    int disable(@Mixin AdminOptions admin, @Parameters(paramLabel = "DOMAIN") String name) {
        return admin.run(client -> {
            admin.print(change(client, name, "enabled", false), "domain " + name + " disabled");
            return 0;
        });
    }

    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description = "Remove a domain that has no accounts and aliases.")
    int remove(@Mixin AdminOptions admin, @Parameters(paramLabel = "DOMAIN") String name) {
        return admin.run(client -> {
            client.delete(path(name));
            admin.print(new JsonObject().put("removed", name), "domain " + name + " removed");
            return 0;
        });
    }

    /** A PUT replaces everything, so the rest is read first. */
    private static JsonObject change(AdminClient client, String name, String field, Object value) {
        JsonObject domain = client.get(path(name));
        JsonObject body = new JsonObject()
                .put("enabled", domain.getBoolean("enabled"))
                .put("catchAll", domain.getJsonArray("catchAll"))
                .put(field, value);
        return client.put(path(name), body);
    }

    private static String path(String name) {
        return "/domains/" + AdminClient.encode(name);
    }

    static JsonArray arrayOf(List<String> texts) {
        JsonArray array = new JsonArray();
        texts.forEach(array::add);
        return array;
    }

    static String joined(JsonArray texts) {
        return String.join(", ", texts.stream().map(String::valueOf).toList());
    }
}
