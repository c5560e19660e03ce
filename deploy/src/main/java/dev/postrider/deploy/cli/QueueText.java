package dev.postrider.deploy.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Deferred mail for people.
 *
 * @param now what ages are reckoned from
 */
record QueueText(Instant now) {
    private static final int REPLY_COLUMNS = 70;

    String summary(JsonObject summary) {
        long due = summary.getLong("due");
        StringBuilder text = new StringBuilder()
                .append(summary.getLong("messages"))
                .append(" deferred: ")
                .append(due)
                .append(" due");
        Optional.ofNullable(summary.getLong("oldestDueSeconds"))
                .ifPresent(seconds -> text.append(" (the oldest for ")
                        .append(span(Duration.ofSeconds(seconds)))
                        .append(')'));
        text.append(", ")
                .append(summary.getLong("inProgress"))
                .append(" in progress, ")
                .append(summary.getLong("held"))
                .append(" held");
        JsonArray destinations = summary.getJsonArray("destinations");
        if (destinations.isEmpty()) {
            return text.toString();
        }
        Table table =
                new Table("DESTINATION", "MESSAGES", "HELD", "OLDEST", "NEXT", "ATTEMPTS", "REASON", "LAST REPLY");
        for (int i = 0; i < destinations.size(); i++) {
            JsonObject each = destinations.getJsonObject(i);
            table.row(
                    destination(each),
                    Long.toString(each.getLong("messages")),
                    Long.toString(each.getLong("held")),
                    age(each.getString("oldestAcceptedAt")),
                    next(each),
                    Integer.toString(each.getInteger("attempts")),
                    each.getString("reason"),
                    Printable.oneLine(each.getString("lastReply"), REPLY_COLUMNS));
        }
        text.append(System.lineSeparator()).append(table);
        if (summary.getBoolean("moreDestinations")) {
            text.append(System.lineSeparator()).append("… and further destinations (--top)");
        }
        return text.toString();
    }

    String list(List<JsonObject> parts) {
        Table table = new Table(
                "QUEUE ID", "DESTINATION", "STATE", "AGE", "NEXT", "ATTEMPTS", "SENDER", "RECIPIENTS", "REASON");
        for (JsonObject part : parts) {
            JsonArray recipients = part.getJsonArray("recipients");
            table.row(
                    part.getString("queueId"),
                    destination(part),
                    part.getString("state"),
                    age(part.getString("acceptedAt")),
                    next(part),
                    Integer.toString(part.getInteger("attempts")),
                    sender(part),
                    Printable.oneLine(recipients.getString(0))
                            + (recipients.size() > 1 ? " and " + (recipients.size() - 1) + " more" : ""),
                    part.getString("reason"));
        }
        return table.toString();
    }

    /** A paragraph a part. */
    String message(JsonObject message) {
        JsonArray parts = message.getJsonArray("parts");
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            JsonObject part = parts.getJsonObject(i);
            line(text, "Queue id", message.getString("queueId"));
            line(text, "Destination", destination(part));
            line(text, "State", part.getString("state"));
            line(text, "Sender", sender(part));
            line(
                    text,
                    "Recipients",
                    part.getJsonArray("recipients").stream()
                            .map(recipient -> Printable.oneLine(String.valueOf(recipient)))
                            .collect(Collectors.joining(", ")));
            line(text, "Octets", Long.toString(part.getLong("sizeOctets")));
            line(text, "Accepted", part.getString("acceptedAt"));
            line(text, "Attempts", Integer.toString(part.getInteger("attempts")));
            line(text, "Reason", part.getString("reason"));
            line(text, "Server", Printable.oneLine(part.getString("lastHost")));
            line(text, "Last reply", Printable.oneLine(part.getString("lastReply")));
            line(text, "Next attempt", part.getString("nextAttemptAt", ""));
            line(text, "Expires", part.getString("expiresAt", ""));
            text.append(System.lineSeparator());
        }
        return text + "Its story: postrider trace " + message.getString("queueId");
    }

    private static void line(StringBuilder text, String label, String value) {
        if (!value.isEmpty()) {
            text.append(String.format("%-13s %s", label + ":", value)).append(System.lineSeparator());
        }
    }

    private static String destination(JsonObject json) {
        return json.getString("kind").equals("local") ? "(mailboxes here)" : json.getString("destination");
    }

    private static String sender(JsonObject part) {
        return "<" + Printable.oneLine(part.getString("sender")) + ">";
    }

    private String age(String since) {
        return span(Duration.between(Instant.parse(since), now));
    }

    private String next(JsonObject json) {
        return Optional.ofNullable(json.getString("nextAttemptAt"))
                .map(Instant::parse)
                .map(at -> at.isAfter(now) ? "in " + span(Duration.between(now, at)) : "now")
                .orElse("-");
    }

    /** In the largest unit of which there are two, or nearly. */
    static String span(Duration span) {
        long seconds = Math.max(0, span.toSeconds());
        if (seconds < 120) {
            return seconds + "s";
        }
        if (seconds < 7_200) {
            return seconds / 60 + "m";
        }
        return seconds < 172_800 ? seconds / 3_600 + "h" : seconds / 86_400 + "d";
    }
}
