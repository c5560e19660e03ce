package dev.postrider.smtp.ingress.port;

import dev.postrider.smtp.ingress.policy.pipeline.Finding;
import dev.postrider.smtp.ingress.session.Candidate;
import io.vertx.core.Future;
import java.util.List;

/**
 * Looks at one message: at its octets while they pass, as they came and before anything was taken out of its header, and at all of
 * it when it is there. Arrays are the caller's again when a call returns.
 */
public interface Inspection {
    /** The whole header with its blank line, if there is one. Called once, before any octet of the body. */
    void header(byte[] octets, int length);

    /** The next octets behind the header. */
    void body(byte[] octets, int from, int to);

    /**
     * Takes all steps, each within its time and all within that of the pipeline.
     *
     * @return never fails; the findings stand in the order of the candidate's steps, at least one for each
     */
    Future<List<Finding>> evaluate(Candidate candidate, StoredBody body);
}
