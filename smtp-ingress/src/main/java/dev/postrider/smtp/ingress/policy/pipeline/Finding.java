package dev.postrider.smtp.ingress.policy.pipeline;

import dev.postrider.mailauth.results.MethodResult;
import java.util.List;

/**
 * What one step found. A step that checks several things has a finding for each.
 *
 * @param results for Authentication-Results; may be empty
 */
public record Finding(PolicyStep step, Outcome outcome, Cause cause, List<MethodResult> results, HeaderChange change) {
    /** Copies the list. */
    public Finding {
        results = List.copyOf(results);
    }

    /** Nothing but what was found. */
    public static Finding of(PolicyStep step, Outcome outcome) {
        return new Finding(step, outcome, Cause.NONE, List.of(), HeaderChange.NONE);
    }

    /** Nothing was found, and why. */
    public static Finding without(PolicyStep step, Outcome outcome, Cause cause) {
        return new Finding(step, outcome, cause, List.of(), HeaderChange.NONE);
    }

    /** As in logs: {@code fail}, {@code temperror (timed_out)}. */
    public String text() {
        return cause == Cause.NONE ? outcome.label() : outcome.label() + " (" + cause.label() + ")";
    }
}
