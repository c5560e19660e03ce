package dev.postrider.smtp.ingress.session;

import dev.postrider.mail.QueueId;
import dev.postrider.smtp.ingress.policy.pipeline.PolicyStep;
import java.util.List;

/**
 * A message that has arrived and is not yet accepted, without its content.
 *
 * @param hostname how we name ourselves
 * @param receivedAtMs Unix time
 * @param steps what is asked of it; at least one
 */
public record Candidate(
        QueueId queueId,
        String hostname,
        long receivedAtMs,
        List<PolicyStep> steps,
        Transaction.Open transaction,
        SessionFacts session) {}
