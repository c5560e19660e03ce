package dev.postrider.deploy.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.Console;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code postrider account …}. */
@Command(
        name = "account",
        mixinStandardHelpOptions = true,
        description = "The people who have mailboxes here.",
        subcommands = AppPasswordCommand.class)
public final class AccountCommand implements Runnable {
    private static final String LOGIN = "LOGIN";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do with accounts.");
    }

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = "Make an account with its mailboxes. LOGIN is its address.")
    int add(
            @Mixin AdminOptions admin,
            @Mixin NewPassword source,
            @Parameters(paramLabel = LOGIN) String login,
            @Option(names = "--name", paramLabel = "TEXT", description = "The name to show.", defaultValue = "")
                    String name,
            @Option(
                            names = "--quota",
                            paramLabel = "SIZE",
                            description = "Such as 5GiB (default: none).",
                            defaultValue = "none",
                            converter = Octets.Converter.class)
                    Octets quota,
            @Option(
                            names = "--administrator",
                            description = "The first one takes the mail for postmaster where nobody has that name.")
                    boolean administrator) {
        return admin.run(client -> {
            NewPassword.Chosen chosen = source.choose(login);
            JsonObject made = client.create(
                    path(login),
                    new JsonObject()
                            .put("displayName", name)
                            .put("quotaOctets", quota.count())
                            .put("administrator", administrator)
                            .put("password", chosen.password()));
            printWithPassword(admin, made, "account " + made.getString("login") + " added", chosen);
            return 0;
        });
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "List the accounts.")
    int list(
            @Mixin AdminOptions admin,
            @Option(
                            names = "--domain",
                            paramLabel = "DOMAIN",
                            description = "Only those of this domain.",
                            defaultValue = "")
                    String domain) {
        return admin.run(client -> {
            List<String> query = domain.isEmpty() ? List.of() : List.of("domain=" + AdminClient.encode(domain));
            List<JsonObject> accounts = client.list("/accounts", query);
            Table table = new Table("LOGIN", "STATE", "USED", "QUOTA", "MESSAGES", "NAME");
            accounts.forEach(account -> table.row(
                    account.getString("login"),
                    stateOf(account),
                    Octets.show(account.getLong("usedOctets")),
                    Octets.showQuota(account.getLong("quotaOctets")),
                    String.valueOf(account.getLong("usedMessages")),
                    account.getString("displayName")));
            admin.print(new JsonObject().put("items", new JsonArray(accounts)), table.toString());
            return 0;
        });
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Show one account, and the aliases that name it.")
    int show(@Mixin AdminOptions admin, @Parameters(paramLabel = LOGIN) String login) {
        return admin.run(client -> {
            JsonObject account = client.get(path(login));
            List<String> aliases =
                    client
                            .list("/aliases", List.of("target=" + AdminClient.encode(account.getString("login"))))
                            .stream()
                            .map(alias -> alias.getString("address"))
                            .toList();
            String text = String.join(
                    System.lineSeparator(),
                    "login     " + account.getString("login"),
                    "name      " + account.getString("displayName"),
                    "id        " + account.getLong("id"),
                    "state     " + stateOf(account) + (account.getBoolean("administrator") ? ", administrator" : ""),
                    "used      " + Octets.show(account.getLong("usedOctets")) + " in " + account.getLong("usedMessages")
                            + " messages",
                    "quota     " + Octets.showQuota(account.getLong("quotaOctets")),
                    "created   " + account.getString("createdAt"),
                    "aliases   " + (aliases.isEmpty() ? "none" : String.join(", ", aliases)));
            admin.print(account.copy().put("aliases", DomainCommand.arrayOf(aliases)), text);
            return 0;
        });
    }

    @Command(name = "passwd", mixinStandardHelpOptions = true, description = "Set the password.")
    int passwd(@Mixin AdminOptions admin, @Mixin NewPassword source, @Parameters(paramLabel = LOGIN) String login) {
        return admin.run(client -> {
            // Asked first: nobody wants to choose a password for an account that is not there.
            JsonObject account = client.get(path(login));
            NewPassword.Chosen chosen = source.choose(login);
            client.put(path(login) + "/password", new JsonObject().put("password", chosen.password()));
            printWithPassword(
                    admin,
                    new JsonObject().put("login", account.getString("login")),
                    "password of " + account.getString("login") + " set",
                    chosen);
            return 0;
        });
    }

    @Command(name = "quota", mixinStandardHelpOptions = true, description = "Set the quota.")
    int quota(
            @Mixin AdminOptions admin,
            @Parameters(paramLabel = LOGIN, index = "0") String login,
            @Parameters(
                            paramLabel = "SIZE",
                            index = "1",
                            description = "Such as 5GiB; none for no limit.",
                            converter = Octets.Converter.class)
                    Octets quota) {
        return admin.run(client -> {
            JsonObject account = client.put(path(login) + "/quota", new JsonObject().put("quotaOctets", quota.count()));
            admin.print(
                    account,
                    "quota of " + account.getString("login") + ": " + Octets.showQuota(account.getLong("quotaOctets")));
            return 0;
        });
    }

    @Command(name = "enable", mixinStandardHelpOptions = true, description = "Let it log in and take mail again.")
    int enable(@Mixin AdminOptions admin, @Parameters(paramLabel = LOGIN) String login) {
        return setEnabled(admin, login, true);
    }

    @Command(
            name = "disable",
            mixinStandardHelpOptions = true,
            description = "Refuse its mail and logins; nothing is lost.")
    int disable(@Mixin AdminOptions admin, @Parameters(paramLabel = LOGIN) String login) {
        return setEnabled(admin, login, false);
    }

    @Command(name = "remove", mixinStandardHelpOptions = true, description = "Remove an account and all its mail.")
    int remove(
            @Mixin AdminOptions admin,
            @Parameters(paramLabel = LOGIN) String login,
            @Option(
                            names = {"-y", "--yes"},
                            description = "Do not ask.")
                    boolean sure) {
        return admin.run(client -> {
            JsonObject account = client.get(path(login));
            if (!sure && !confirmed(account)) {
                throw new CommandFailure(
                        CommandFailure.USAGE,
                        "not removed. With the account go its " + account.getLong("usedMessages")
                                + " messages; say --yes if you mean it.");
            }
            client.delete(path(login));
            admin.print(new JsonObject().put("removed", login), "account " + login + " removed");
            List<JsonObject> aliases = client.list("/aliases", List.of("target=" + AdminClient.encode(login)));
            aliases.forEach(alias -> admin.say("note: the alias " + alias.getString("address") + " still names it"));
            return 0;
        });
    }

    private static boolean confirmed(JsonObject account) {
        return Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .flatMap(console -> Optional.ofNullable(console.readLine(
                        "Remove %s and its %d messages? Type the login: ",
                        account.getString("login"), account.getLong("usedMessages"))))
                .map(answer -> answer.strip().equalsIgnoreCase(account.getString("login")))
                .orElse(false);
    }

    private static int setEnabled(AdminOptions admin, String login, boolean enabled) {
        return admin.run(client -> {
            JsonObject account = client.patch(path(login), new JsonObject().put("enabled", enabled));
            admin.print(account, "account " + account.getString("login") + (enabled ? " enabled" : " disabled"));
            return 0;
        });
    }

    private static void printWithPassword(
            AdminOptions admin, JsonObject result, String text, NewPassword.Chosen chosen) {
        if (chosen.generated()) {
            admin.print(
                    result.copy().put("password", chosen.password()),
                    text + System.lineSeparator() + "password: " + chosen.password());
        } else {
            admin.print(result, text);
        }
    }

    private static String stateOf(JsonObject account) {
        if (!account.getBoolean("enabled")) {
            return "disabled";
        }
        return account.getBoolean("hasPassword") ? "enabled" : "no password";
    }

    private static String path(String login) {
        return "/accounts/" + AdminClient.encode(login);
    }
}
