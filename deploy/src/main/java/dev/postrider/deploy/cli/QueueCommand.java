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
    static final int LIST_MOST = 1_000;

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
                return new QueueOrder(admin, client, action, done).on(target.ids);
            }
            if (!target.allMatching && (dangerous || selection.isEmpty())) {
                long matching =
                        client.get("/queue?" + joined(selection, "limit=1")).getLong("messages");
                throw new CommandFailure(
                        CommandFailure.USAGE,
                        "give queue ids, or add --all-matching to " + action + " the " + matching + " that "
                                + (selection.isEmpty() ? "are in the queue" : "match"));
            }
            return new QueueOrder(admin, client, action, done).onAll(selection);
        });
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
