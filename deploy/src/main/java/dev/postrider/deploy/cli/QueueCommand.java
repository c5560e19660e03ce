package dev.postrider.deploy.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code postrider queue …}. */
@Command(
        name = "queue",
        mixinStandardHelpOptions = true,
        description = "Deferred mail: without a further word, how much of it waits where, and why.")
public final class QueueCommand implements Callable<Integer> {
    private static final int LIST_MOST = 1_000;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Mixin
    private QueueSelection selection = new QueueSelection();

    @Option(
            names = "--top",
            paramLabel = "NUMBER",
            description = "Destinations to show, those with the most messages first (default: ${DEFAULT-VALUE}).",
            defaultValue = "20")
    private int top = 20;

    @Override
    public Integer call() {
        return admin.run(AdminService.QUEUE, client -> {
            JsonObject summary = client.get("/queue?" + joined(selection, "limit=" + top));
            admin.print(summary, new QueueText(Instant.now()).summary(summary));
            return 0;
        });
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "List messages, those that came first first.")
    int list(
            @Mixin AdminOptions admin,
            @Mixin QueueSelection selection,
            @Option(
                            names = "--limit",
                            paramLabel = "NUMBER",
                            description = "Most messages to show (default: ${DEFAULT-VALUE}, most: " + LIST_MOST + ").",
                            defaultValue = "100")
                    int limit) {
        refuseOptionsBefore();
        return admin.run(AdminService.QUEUE, client -> {
            JsonObject page = client.get("/queue/messages?" + joined(selection, "limit=" + limit));
            List<JsonObject> parts = objects(page.getJsonArray("items"));
            admin.print(page, new QueueText(Instant.now()).list(parts));
            if (page.containsKey("next")) {
                admin.say("… and more (--limit, or narrow it down)");
            }
            return 0;
        });
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Tell where one message stands. `postrider trace` tells how it got there.")
    int show(@Mixin AdminOptions admin, @Parameters(paramLabel = "QUEUE-ID") String id) {
        refuseOptionsBefore();
        return admin.run(AdminService.QUEUE, client -> {
            JsonObject message = client.get("/queue/messages/" + AdminClient.encode(id));
            admin.print(message, new QueueText(Instant.now()).message(message));
            return 0;
        });
    }

    @Command(
            name = "retry",
            mixinStandardHelpOptions = true,
            description = "Try it now. Held mail stays held: release it instead.")
    int retry(@Mixin AdminOptions admin, @Mixin QueueSelection selection, @Mixin QueueTarget target) {
        return act(admin, selection, target, "retry", "to be tried now", false);
    }

    @Command(
            name = "hold",
            mixinStandardHelpOptions = true,
            description = "Try no more until it is released; it does not expire meanwhile.")
    int hold(@Mixin AdminOptions admin, @Mixin QueueSelection selection, @Mixin QueueTarget target) {
        return act(admin, selection, target, "hold", "held", false);
    }

    @Command(name = "release", mixinStandardHelpOptions = true, description = "Let held mail go on, now.")
    int release(@Mixin AdminOptions admin, @Mixin QueueSelection selection, @Mixin QueueTarget target) {
        return act(admin, selection, target, "release", "released", false);
    }

    @Command(
            name = "fail",
            mixinStandardHelpOptions = true,
            description = "Give it up, as when its time is over: the sender is told.")
    int fail(@Mixin AdminOptions admin, @Mixin QueueSelection selection, @Mixin QueueTarget target) {
        return act(admin, selection, target, "fail", "given up", true);
    }

    @Command(name = "drop", mixinStandardHelpOptions = true, description = "Remove it. Nobody is told.")
    int drop(@Mixin AdminOptions admin, @Mixin QueueSelection selection, @Mixin QueueTarget target) {
        return act(admin, selection, target, "drop", "dropped", true);
    }

    /** A filter that stands before the word of what to do would count for nothing, and everything would be meant. */
    private void refuseOptionsBefore() {
        if (!spec.commandLine().getParseResult().matchedOptions().isEmpty()) {
            throw new ParameterException(spec.commandLine(), "Options stand behind the word that says what to do.");
        }
    }

    /** What is acted on: messages by their ids, or what the filters let through. */
    static final class QueueTarget {
        @Parameters(paramLabel = "QUEUE-ID", arity = "0..*", description = "The messages; or give filters.")
        private List<String> ids = List.of();

        @Option(
                names = "--all-matching",
                description = "Really all that the filters let through, or the whole queue if there are none.")
        private boolean allMatching;
    }

    /** @param dangerous what filters choose cannot be had back, so it has to be said twice */
    private int act(
            AdminOptions admin,
            QueueSelection selection,
            QueueTarget target,
            String action,
            String done,
            boolean dangerous) {
        refuseOptionsBefore();
        return admin.run(AdminService.QUEUE, client -> {
            if (!target.ids.isEmpty()) {
                if (!selection.isEmpty() || target.allMatching) {
                    throw new CommandFailure(CommandFailure.USAGE, "give queue ids or filters, not both");
                }
                return report(admin, done, byId(client, target.ids, action));
            }
            if (!target.allMatching && (dangerous || selection.isEmpty())) {
                long matching =
                        client.get("/queue?" + joined(selection, "limit=1")).getLong("messages");
                throw new CommandFailure(
                        CommandFailure.USAGE,
                        "give queue ids, or add --all-matching to " + action + " the " + matching + " that "
                                + (selection.isEmpty() ? "are in the queue" : "match"));
            }
            return report(admin, done, byFilter(client, selection, action));
        });
    }

    private static JsonObject byId(AdminClient client, List<String> ids, String action) {
        Tally tally = new Tally();
        for (String id : ids) {
            tally.repeat(client, "/queue/messages/" + AdminClient.encode(id) + "/" + action, List.of());
        }
        return tally.json();
    }

    private static JsonObject byFilter(AdminClient client, QueueSelection selection, String action) {
        Tally tally = new Tally();
        List<String> query = new ArrayList<>(selection.query());
        if (query.isEmpty()) {
            query.add("all=true");
        }
        query.add("limit=" + LIST_MOST);
        tally.repeat(client, "/queue/" + action, query);
        return tally.json();
    }

    private static int report(AdminOptions admin, String done, JsonObject result) {
        StringBuilder text = new StringBuilder()
                .append(result.getLong("changed"))
                .append(' ')
                .append(done);
        if (result.getLong("busy") > 0) {
            text.append("; ").append(result.getLong("busy")).append(" left alone, which a worker is at just now");
        }
        if (result.getLong("unreadable") > 0) {
            text.append("; ").append(result.getLong("unreadable")).append(" held, which nobody understands");
        }
        admin.print(result, text.toString());
        return 0;
    }

    /** What several calls did together. */
    private static final class Tally {
        private long changed;
        private long busy;
        private long unreadable;

        /** Calls until there is no more to do; each call goes on where the one before ended. */
        void repeat(AdminClient client, String path, List<String> query) {
            List<String> parameters = new ArrayList<>(query);
            JsonObject result;
            do {
                result = client.post(parameters.isEmpty() ? path : path + "?" + String.join("&", parameters));
                changed += result.getLong("changed");
                unreadable += result.getLong("unreadable");
                busy += result.getLong("busy", 0L);
                parameters = new ArrayList<>(query);
                parameters.add("after=" + AdminClient.encode(result.getString("next", "")));
            } while (result.containsKey("next"));
        }

        JsonObject json() {
            return new JsonObject().put("changed", changed).put("busy", busy).put("unreadable", unreadable);
        }
    }

    private static String joined(QueueSelection selection, String further) {
        List<String> query = new ArrayList<>(selection.query());
        query.add(further);
        return String.join("&", query);
    }

    private static List<JsonObject> objects(JsonArray array) {
        List<JsonObject> objects = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            objects.add(array.getJsonObject(i));
        }
        return objects;
    }
}
