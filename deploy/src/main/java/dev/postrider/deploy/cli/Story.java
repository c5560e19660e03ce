package dev.postrider.deploy.cli;

import dev.postrider.contracts.LifecycleEvent;
import dev.postrider.mail.QueueId;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What happened to one message, for people and for programs. */
record Story(QueueId queueId, List<Entry> events) {
    /**
     * One event.
     *
     * @param traceId of the trace that it is part of, where traces are taken
     */
    record Entry(LifecycleEvent event, Optional<String> traceId) {}

    Story {
        events = List.copyOf(events);
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    /** A line an event; times are UTC. */
    String text() {
        if (events.isEmpty()) {
            return "Nothing is known of " + queueId.text() + ", which was made at " + at(queueId.timestampMs())
                    + ": it was not accepted, or its events are older than mail.events keeps them.";
        }
        return events.stream().map(Story::line).collect(Collectors.joining(System.lineSeparator()));
    }

    /** An object a line, without what is not known. */
    String json() {
        return events.stream().map(entry -> object(entry).encode()).collect(Collectors.joining(System.lineSeparator()));
    }

    private static String line(Entry entry) {
        LifecycleEvent event = entry.event();
        StringBuilder line = new StringBuilder(at(event.getAtMs())).append("  ").append(kind(event));
        if (event.getKind() == LifecycleEvent.Kind.ACCEPTED) {
            line.append(" from <").append(event.getSender()).append('>');
        }
        if (!event.getRecipient().isEmpty()) {
            line.append(event.getKind() == LifecycleEvent.Kind.ACCEPTED ? " to <" : " <")
                    .append(event.getRecipient())
                    .append('>');
        }
        if (!event.getFinalRecipient().isEmpty() && !event.getFinalRecipient().equals(event.getRecipient())) {
            line.append(" as ").append(event.getFinalRecipient());
        }
        append(line, ", octets ", event.getSizeOctets());
        append(line, ", session ", event.getSessionId());
        append(line, ", reason ", event.getReason());
        append(line, ", status ", event.getEnhancedStatus());
        append(line, ", attempt ", event.getAttempt());
        append(line, ", by ", event.getRemoteHost());
        append(line, ": ", Printable.oneLine(event.getRemoteReply()));
        if (event.getNextAttemptAtMs() > 0) {
            line.append(", next attempt ").append(at(event.getNextAttemptAtMs()));
        }
        append(line, ", reported to the sender as ", event.getDsnQueueId());
        append(line, ", trace ", entry.traceId().orElse(""));
        return line.toString();
    }

    private static JsonObject object(Entry entry) {
        LifecycleEvent event = entry.event();
        JsonObject object = new JsonObject()
                .put("queueId", event.getQueueId())
                .put("at", at(event.getAtMs()))
                .put("event", kind(event));
        // The null sender is an answer too.
        if (event.getKind() == LifecycleEvent.Kind.ACCEPTED) {
            object.put("sender", event.getSender());
        }
        put(object, "recipient", event.getRecipient());
        put(object, "finalRecipient", event.getFinalRecipient());
        put(object, "sizeOctets", event.getSizeOctets());
        put(object, "sessionId", event.getSessionId());
        put(object, "reason", event.getReason());
        put(object, "enhancedStatus", event.getEnhancedStatus());
        put(object, "attempt", event.getAttempt());
        put(object, "remoteHost", event.getRemoteHost());
        put(object, "remoteReply", event.getRemoteReply());
        if (event.getNextAttemptAtMs() > 0) {
            object.put("nextAttemptAt", at(event.getNextAttemptAtMs()));
        }
        put(object, "reportQueueId", event.getDsnQueueId());
        put(object, "traceId", entry.traceId().orElse(""));
        return object;
    }

    private static void append(StringBuilder line, String label, Object value) {
        if (!isNothing(value)) {
            line.append(label).append(value);
        }
    }

    private static void put(JsonObject object, String name, Object value) {
        if (!isNothing(value)) {
            object.put(name, value);
        }
    }

    private static boolean isNothing(Object value) {
        return value instanceof Number number
                ? number.longValue() == 0
                : value.toString().isEmpty();
    }

    private static String kind(LifecycleEvent event) {
        return event.getKind().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String at(long ms) {
        return Instant.ofEpochMilli(ms).truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
