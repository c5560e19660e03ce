package dev.postrider.smtp.ingress.adapter.pipeline;

import dev.postrider.mail.header.HeaderBlock;
import dev.postrider.smtp.ingress.policy.pipeline.Finding;
import dev.postrider.smtp.ingress.policy.pipeline.PolicyStep;
import dev.postrider.smtp.ingress.port.Inspection;
import dev.postrider.smtp.ingress.port.StoredBody;
import dev.postrider.smtp.ingress.session.Candidate;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.List;

/** Keeps of one message what the steps will ask for. */
final class MessageInspection implements Inspection {
    private final PolicyPipeline pipeline;
    private final List<PolicyStep> steps;
    private HeaderBlock header = HeaderBlock.parse(new byte[0]);
    private Signatures signatures = new Signatures(header, List.of());

    MessageInspection(PolicyPipeline pipeline, List<PolicyStep> steps) {
        this.pipeline = pipeline;
        this.steps = steps;
    }

    @Override
    public void header(byte[] octets, int length) {
        header = HeaderBlock.parse(Arrays.copyOf(octets, length));
        signatures = new Signatures(header, steps);
    }

    @Override
    public void body(byte[] octets, int from, int to) {
        signatures.update(octets, from, to);
    }

    @Override
    public Future<List<Finding>> evaluate(Candidate candidate, StoredBody body) {
        signatures.finish();
        return pipeline.take(new Question(candidate, header, signatures, body, new Answers()));
    }
}
