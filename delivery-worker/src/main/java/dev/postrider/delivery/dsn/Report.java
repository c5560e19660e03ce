package dev.postrider.delivery.dsn;

import dev.postrider.delivery.outcome.RecipientOutcome;
import java.util.List;
import java.util.Locale;

/**
 * What one report says of which recipients. A sender gets one report per action and attempt.
 *
 * @param recipients at least one
 */
public record Report(Action action, List<RecipientOutcome> recipients) {
    /** RFC 3464 s2.3.3. */
    public enum Action {
        FAILED,
        DELAYED,
        DELIVERED,
        RELAYED;

        /** As it stands in the Action field. */
        public String token() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Report {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("a report about nobody");
        }
    }
}
