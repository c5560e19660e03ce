package dev.postrider.smtp.ingress.adapter.pipeline;

import dev.postrider.smtp.ingress.policy.pipeline.Cause;
import dev.postrider.smtp.ingress.policy.pipeline.FilterField;
import dev.postrider.smtp.ingress.policy.pipeline.Finding;
import dev.postrider.smtp.ingress.policy.pipeline.HeaderChange;
import dev.postrider.smtp.ingress.policy.pipeline.Outcome;
import dev.postrider.smtp.ingress.policy.pipeline.PolicyStep;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what {@code /checkv2} answers. */
final class RspamdAnswer {
    private static final int MAX_FIELDS = 32;
    private static final int MAX_REMOVALS = 32;
    /** Trace of others, which a filter has no business to write. */
    private static final Set<String> NOT_ADDED = Set.of("received", "return-path");

    private RspamdAnswer() {}

    /**
     * @param utf8 whether values may hold more than ASCII
     * @param editable whether fields can still be taken out of the message
     */
    static Finding of(Buffer body, boolean utf8, boolean editable, boolean changesHeaders) {
        try {
            JsonObject json = new JsonObject(body);
            Optional<Outcome> outcome = outcome(json.getString("action", ""));
            if (outcome.isEmpty()) {
                return garbled();
            }
            HeaderChange change = changesHeaders ? change(json, outcome.get(), utf8, editable) : HeaderChange.NONE;
            return new Finding(PolicyStep.RSPAMD, outcome.get(), Cause.NONE, List.of(), change);
        } catch (DecodeException | ClassCastException nonsense) {
            return garbled();
        }
    }

    static Finding garbled() {
        return Finding.without(PolicyStep.RSPAMD, Outcome.TEMPERROR, Cause.GARBLED);
    }

    private static Optional<Outcome> outcome(String action) {
        return switch (action) {
            case "no action" -> Optional.of(Outcome.PASS);
            case "greylist" -> Optional.of(Outcome.GREYLIST);
            case "add header", "quarantine" -> Optional.of(Outcome.ADD_HEADER);
            case "rewrite subject" -> Optional.of(Outcome.REWRITE_SUBJECT);
            case "soft reject" -> Optional.of(Outcome.SOFT_REJECT);
            // What is refused is not lost; what is dropped in silence would be.
            case "reject", "discard" -> Optional.of(Outcome.REJECT);
            default -> Optional.empty();
        };
    }

    private static HeaderChange change(JsonObject json, Outcome outcome, boolean utf8, boolean editable) {
        List<String> added = new ArrayList<>();
        List<HeaderChange.Removal> removed = new ArrayList<>();
        if (outcome == Outcome.ADD_HEADER) {
            added.add("X-Spam: Yes\r\n");
        }
        JsonObject milter = json.getJsonObject("milter", new JsonObject());
        for (Map.Entry<String, Object> field : milter.getJsonObject("add_headers", new JsonObject())) {
            for (String value : values(field.getValue())) {
                if (added.size() < MAX_FIELDS
                        && !NOT_ADDED.contains(field.getKey().toLowerCase(Locale.ROOT))) {
                    FilterField.of(field.getKey(), value, utf8).ifPresent(added::add);
                }
            }
        }
        if (editable) {
            for (Map.Entry<String, Object> field : milter.getJsonObject("remove_headers", new JsonObject())) {
                if (removed.size() < MAX_REMOVALS && field.getValue() instanceof Number occurrence) {
                    removed.add(new HeaderChange.Removal(field.getKey(), occurrence.intValue()));
                }
            }
            if (outcome == Outcome.REWRITE_SUBJECT) {
                FilterField.subject(json.getString("subject", "")).ifPresent(subject -> {
                    added.add(subject);
                    removed.add(new HeaderChange.Removal("Subject", 0));
                });
            }
        }
        return new HeaderChange(added, removed);
    }

    /** {@code "x"}, {@code {"value": "x", "order": 0}}, or a list of these. */
    private static List<String> values(Object value) {
        return switch (value) {
            case String text -> List.of(text);
            case JsonObject object -> List.of(object.getString("value", ""));
            case JsonArray array ->
                array.stream()
                        .filter(element -> !(element instanceof JsonArray))
                        .flatMap(element -> values(element).stream())
                        .toList();
            default -> List.of();
        };
    }
}
