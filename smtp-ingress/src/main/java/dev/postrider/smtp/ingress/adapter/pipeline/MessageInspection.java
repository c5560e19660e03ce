package dev.postrider.smtp.ingress.adapter.pipeline;

import dev.postrider.smtp.ingress.policy.pipeline.Finding;
import dev.postrider.smtp.ingress.port.Inspection;
import dev.postrider.smtp.ingress.port.StoredBody;
import dev.postrider.smtp.ingress.session.Candidate;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.List;

/** Keeps of one message what the steps will ask for. */
final class MessageInspection implements Inspection {
    private final PolicyPipeline pipeline;
    private byte[] header = new byte[0];

    MessageInspection(PolicyPipeline pipeline) {
        this.pipeline = pipeline;
    }

    @Override
    public void header(byte[] octets, int length) {
        header = Arrays.copyOf(octets, length);
    }

    @Override
    public void body(byte[] octets, int from, int to) {}

    @Override
    public Future<List<Finding>> evaluate(Candidate candidate, StoredBody body) {
        return pipeline.take(new Question(candidate, header, body));
    }
}
