package dev.postrider.smtp.ingress.policy.pipeline;

import java.util.List;
import java.util.Map;

/**
 * What a listener asks of messages, and what it does about the answers.
 *
 * @param steps in the order in which their answers count
 * @param actions what is not named is {@link Action#MONITOR}
 * @param tellsLogins whether Authentication-Results tell recipients which login sent a message
 */
public record PolicyRules(List<PolicyStep> steps, Map<PolicyStep, Map<Outcome, Action>> actions, boolean tellsLogins) {
    /** Nothing is asked. */
    public static final PolicyRules NONE = new PolicyRules(List.of(), Map.of(), false);

    /** Copies list and map. */
    public PolicyRules {
        steps = List.copyOf(steps);
        actions = Map.copyOf(actions);
    }

    /**
     * The steps for one message.
     *
     * @param authenticated whether its sender has logged in
     */
    public List<PolicyStep> stepsFor(boolean authenticated) {
        return authenticated && !steps.isEmpty()
                ? steps.stream().filter(PolicyStep::concernsOurUsers).toList()
                : steps;
    }

    /** What is done about it. What may pass another time is never refused for good, whatever is set. */
    Action actionOn(Finding finding) {
        Action set = actions.getOrDefault(finding.step(), Map.of()).getOrDefault(finding.outcome(), Action.MONITOR);
        return set == Action.REJECT && finding.outcome().mayPass() ? Action.TEMPFAIL : set;
    }
}
