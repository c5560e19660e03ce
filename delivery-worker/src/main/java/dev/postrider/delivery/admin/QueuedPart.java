package dev.postrider.delivery.admin;

import dev.postrider.delivery.port.Deferral;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * A row of the queue: one message with those of its recipients at one destination that wait for another attempt.
 *
 * @param id rises in the order in which rows came
 * @param destination domain; empty for mailboxes here
 * @param sender empty: the null sender
 * @param nextAttemptAt means nothing while it is held
 * @param expiresAt from then on the next attempt is the last; moves on by the time that it is held
 * @param reason a {@code Reason}'s label
 */
public record QueuedPart(
        long id,
        String queueId,
        Deferral.Kind kind,
        String destination,
        State state,
        String sender,
        List<String> recipients,
        long sizeOctets,
        int attempts,
        Instant acceptedAt,
        Instant nextAttemptAt,
        Instant expiresAt,
        String reason,
        String lastHost,
        String lastReply) {
    /** What comes next. */
    public enum State {
        /** Its time has not come. */
        WAITING,
        /** Its time has come, and no worker has taken it up. */
        DUE,
        /** A worker is at it, or is to give it up. */
        IN_PROGRESS,
        /** Nothing, until an operator releases it. */
        HELD;

        /** As it stands in answers. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public QueuedPart {
        recipients = List.copyOf(recipients);
    }
}
