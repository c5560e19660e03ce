package dev.postrider.delivery.admin;

import dev.postrider.delivery.policy.Reason;
import dev.postrider.delivery.port.Deferral;
import java.time.Duration;
import java.util.Optional;

/**
 * Which deferred mail is meant; what is empty does not matter.
 *
 * @param destination domain, in lower case
 * @param sender reverse-path without brackets, in lower case; an empty text is the null sender
 * @param recipient as given in RCPT, in lower case
 * @param reason of the last failed attempt
 * @param olderThan since it was accepted
 */
public record QueueFilter(
        Optional<String> queueId,
        Optional<Deferral.Kind> kind,
        Optional<String> destination,
        Optional<String> sender,
        Optional<String> recipient,
        Optional<Reason> reason,
        Optional<Duration> olderThan,
        Optional<Boolean> held) {
    /** Everything. */
    public static final QueueFilter ALL = new QueueFilter(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /** One message. */
    public static QueueFilter of(String queueId) {
        return new QueueFilter(
                Optional.of(queueId),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
