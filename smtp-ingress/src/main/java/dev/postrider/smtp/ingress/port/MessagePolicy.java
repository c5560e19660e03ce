package dev.postrider.smtp.ingress.port;

import dev.postrider.smtp.ingress.policy.pipeline.PolicyStep;
import java.util.List;

/** Who finds out what the steps of the pipeline ask. */
@FunctionalInterface
public interface MessagePolicy {
    /**
     * Begins with a message whose body is about to arrive.
     *
     * @param steps at least one
     */
    Inspection begin(List<PolicyStep> steps);
}
