package dev.postrider.delivery.dsn;

import dev.postrider.delivery.outcome.RecipientOutcome;
import dev.postrider.mail.QueueId;
import java.util.Map;
import java.util.Optional;

/** Which report tells of which recipient, by the recipient's index in the attempt. */
public record SentReports(Map<Integer, QueueId> byIndex) {
    /** Nobody was told anything. */
    public static final SentReports NONE = new SentReports(Map.of());

    public Optional<QueueId> of(RecipientOutcome outcome) {
        return Optional.ofNullable(byIndex.get(outcome.index()));
    }
}
