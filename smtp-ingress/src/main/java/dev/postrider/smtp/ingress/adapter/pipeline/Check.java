package dev.postrider.smtp.ingress.adapter.pipeline;

import dev.postrider.smtp.ingress.policy.pipeline.Finding;
import io.vertx.core.Future;
import java.util.List;

/** How one step is taken. Thread-safe. */
@FunctionalInterface
interface Check {
    /** Begins; called on an event loop, so it does not block. */
    Attempt begin(Question question);

    /**
     * A step under way.
     *
     * @param findings at least one; a failure is a bug of ours
     * @param giveUp its time is up, nobody waits any more
     */
    record Attempt(Future<List<Finding>> findings, Runnable giveUp) {
        /** A step that takes no time. */
        static Attempt done(List<Finding> findings) {
            return new Attempt(Future.succeededFuture(findings), () -> {});
        }
    }
}
