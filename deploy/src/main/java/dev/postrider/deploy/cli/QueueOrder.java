package dev.postrider.deploy.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Has deferred mail changed, in as many calls as it takes, and says what came of it: also of what was done before a call failed.
 *
 * @param action as the admin API calls it
 * @param done as people call what was changed by it
 */
record QueueOrder(AdminOptions admin, AdminClient client, String action, String done) {
    /** A line a message. One that is refused, or that nobody knows, does not keep the others from being tried. */
    int on(List<String> ids) {
        Tally total = new Tally();
        JsonArray messages = new JsonArray();
        List<String> lines = new ArrayList<>();
        int exitCode = 0;
        for (String id : ids.stream().distinct().toList()) {
            JsonObject message = new JsonObject().put("queueId", id);
            Tally tally = new Tally();
            try {
                // Who could not be reached for one message is not asked for the next.
                if (exitCode == CommandFailure.UNREACHABLE) {
                    message.put("refused", "not tried");
                } else {
                    tally.repeat(client, "/queue/messages/" + AdminClient.encode(id) + "/" + action, List.of());
                }
            } catch (CommandFailure failure) {
                message.put("refused", failure.getMessage());
                exitCode = Math.max(exitCode, failure.exitCode());
            }
            total.add(tally);
            messages.add(message.mergeIn(tally.json()));
            lines.add(Printable.oneLine(id) + ": " + line(message, tally));
        }
        admin.print(total.json().put("messages", messages), String.join(System.lineSeparator(), lines));
        return exitCode;
    }

    private String line(JsonObject message, Tally tally) {
        String refused = message.getString("refused", "");
        if (refused.isEmpty()) {
            return text(tally);
        }
        return (tally.isEmpty() ? "" : text(tally) + "; then ") + Printable.oneLine(refused);
    }

    /** All that the filters let through, or the whole queue. */
    int onAll(QueueSelection selection) {
        List<String> query = new ArrayList<>(selection.query());
        if (query.isEmpty()) {
            query.add("all=true");
        }
        query.add("limit=" + QueueCommand.LIST_MOST);
        Tally tally = new Tally();
        try {
            tally.repeat(client, "/queue/" + action, query);
        } catch (CommandFailure failure) {
            if (!tally.isEmpty()) {
                admin.print(tally.json(), text(tally));
            }
            throw failure;
        }
        admin.print(tally.json(), text(tally));
        return 0;
    }

    private String text(Tally tally) {
        StringBuilder text =
                new StringBuilder().append(tally.changed).append(' ').append(done);
        if (tally.busy > 0) {
            text.append("; ").append(tally.busy).append(" left alone, which a worker is at just now");
        }
        if (tally.unreadable > 0) {
            text.append("; ").append(tally.unreadable).append(" held, which nobody understands");
        }
        return text.toString();
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
                result = client.postPatiently(parameters.isEmpty() ? path : path + "?" + String.join("&", parameters));
                changed += result.getLong("changed");
                unreadable += result.getLong("unreadable");
                busy += result.getLong("busy", 0L);
                parameters = new ArrayList<>(query);
                parameters.add("after=" + AdminClient.encode(result.getString("next", "")));
            } while (result.containsKey("next"));
        }

        void add(Tally other) {
            changed += other.changed;
            busy += other.busy;
            unreadable += other.unreadable;
        }

        boolean isEmpty() {
            return changed + busy + unreadable == 0;
        }

        JsonObject json() {
            return new JsonObject().put("changed", changed).put("busy", busy).put("unreadable", unreadable);
        }
    }
}
