package dev.postrider.delivery.admin;

import dev.postrider.delivery.port.Deferral;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How the queue stands.
 *
 * @param oldestDue for how long the longest-due row that nobody has taken up has been due
 * @param destinations those with the most messages first
 * @param more whether there are further destinations
 */
public record QueueSummary(
        long messages,
        long due,
        long inProgress,
        long held,
        Optional<Duration> oldestDue,
        List<Destination> destinations,
        boolean more) {
    /**
     * What waits for one destination.
     *
     * @param nextAttemptAt the earliest; empty if all is held
     * @param attempts the most that one of its messages has had
     * @param reason the most frequent, with {@code lastReply}, the most frequent for it
     */
    public record Destination(
            Deferral.Kind kind,
            String destination,
            long messages,
            long held,
            Instant oldestAcceptedAt,
            Optional<Instant> nextAttemptAt,
            int attempts,
            String reason,
            String lastReply) {}

    public QueueSummary {
        destinations = List.copyOf(destinations);
    }
}
