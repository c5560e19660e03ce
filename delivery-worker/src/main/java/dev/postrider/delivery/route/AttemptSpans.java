package dev.postrider.delivery.route;

import dev.postrider.delivery.outcome.Mail;
import dev.postrider.delivery.outcome.RecipientOutcome;
import dev.postrider.delivery.policy.Disposition;
import dev.postrider.delivery.policy.Provider;
import dev.postrider.servicekit.trace.SpanRole;
import dev.postrider.servicekit.trace.TraceKey;
import dev.postrider.servicekit.trace.TraceSpan;
import dev.postrider.servicekit.trace.Tracing;
import io.vertx.core.Future;
import java.util.List;

/** The traces of attempts. Each is a trace of its own with a link to the message's acceptance: days may lie between them. */
public record AttemptSpans(Tracing tracing) {
    private static final String RELEASED = "released";

    /** An attempt to store in mailboxes. */
    TraceSpan deliver(Origin origin, Mail mail) {
        return begin("deliver", origin, mail);
    }

    /** An attempt to hand over to another server. */
    TraceSpan relay(Origin origin, Mail mail, String destination) {
        return begin("relay", origin, mail).put(TraceKey.DESTINATION_DOMAIN, destination);
    }

    private TraceSpan begin(String name, Origin origin, Mail mail) {
        return tracing.isOn()
                ? tracing.beginAfter(name, SpanRole.CONSUMER, origin.traceparent())
                        .put(TraceKey.QUEUE_ID, mail.queueId())
                        .put(TraceKey.ATTEMPT, origin.attemptsBefore() + 1)
                        .put(TraceKey.BODY_SIZE, mail.sizeOctets())
                : TraceSpan.NONE;
    }

    /** Notes what came of it: the worst that came of any recipient. */
    static void settled(TraceSpan attempt, Provider provider, List<RecipientOutcome> outcomes) {
        if (!attempt.isOn()) {
            return;
        }
        attempt.put(TraceKey.PROVIDER, provider.label()).put(TraceKey.RECIPIENTS, outcomes.size());
        outcomes.stream()
                .map(RecipientOutcome::verdict)
                .max((one, other) -> one.disposition().compareTo(other.disposition()))
                .ifPresent(worst -> {
                    attempt.put(TraceKey.OUTCOME, worst.disposition().label());
                    if (worst.disposition() != Disposition.SUCCEEDED) {
                        attempt.failed(worst.reason().label());
                    }
                });
    }

    /** Ends with the attempt, which fails if it is given back undone. */
    static Future<Void> until(TraceSpan attempt, Future<Void> settled) {
        return attempt.isOn()
                ? settled.onComplete(
                        done -> attempt.end(),
                        undone -> attempt.put(TraceKey.OUTCOME, RELEASED).end())
                : settled;
    }
}
