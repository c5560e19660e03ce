package dev.postrider.smtp.ingress.adapter.pipeline;

import dev.postrider.mail.QueueId;
import dev.postrider.smtp.MailCommand;
import dev.postrider.smtp.Parsed;
import dev.postrider.smtp.RcptCommand;
import dev.postrider.smtp.ingress.policy.pipeline.Finding;
import dev.postrider.smtp.ingress.policy.pipeline.PolicyStep;
import dev.postrider.smtp.ingress.port.Inspection;
import dev.postrider.smtp.ingress.port.StoredBody;
import dev.postrider.smtp.ingress.session.Candidate;
import dev.postrider.smtp.ingress.session.Encryption;
import dev.postrider.smtp.ingress.session.Login;
import dev.postrider.smtp.ingress.session.Peer;
import dev.postrider.smtp.ingress.session.SessionFacts;
import dev.postrider.smtp.ingress.session.Transaction;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Shows a pipeline a message, as a connection does, and waits for what it finds. */
final class Asking {
    static final long NOW_MS = 1_795_608_000_000L;

    private final Vertx vertx;
    private final PolicyPipeline pipeline;

    Asking(Vertx vertx, PolicyPipeline pipeline) {
        this.vertx = vertx;
        this.pipeline = pipeline;
    }

    /** As {@link #ask(String, String, String, List, Function)}, with the body in memory. */
    List<Finding> ask(String client, String sender, String message, PolicyStep... steps) {
        return ask(
                client,
                sender,
                message,
                List.of(steps),
                octets -> new StoredBody.InMemory(ByteBuffer.wrap(octets), ByteBuffer.allocate(32)));
    }

    /** @param message with LF as line ends */
    List<Finding> ask(
            String client, String sender, String message, List<PolicyStep> steps, Function<byte[], StoredBody> stored) {
        byte[] octets = message.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        int header = message.replace("\n", "\r\n").indexOf("\r\n\r\n") + 4;
        Promise<List<Finding>> promise = Promise.promise();
        vertx.runOnContext(v -> {
            Inspection inspection = pipeline.begin(steps);
            inspection.header(octets, header);
            // In two pieces, as a network may bring them.
            int middle = (header + octets.length) / 2;
            inspection.body(octets, header, middle);
            inspection.body(octets, middle, octets.length);
            inspection
                    .evaluate(candidate(client, sender, steps), stored.apply(octets))
                    .onComplete(promise);
        });
        try {
            return promise.future().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("no answer", e);
        }
    }

    /** What each step found, where it found one thing: {@code spf=pass}. */
    static Map<PolicyStep, String> texts(List<Finding> findings) {
        return findings.stream().collect(Collectors.toMap(Finding::step, Finding::text));
    }

    private static Candidate candidate(String client, String sender, List<PolicyStep> steps) {
        MailCommand mail = valid(MailCommand.parse("FROM:<" + sender + ">", Set.of()));
        RcptCommand rcpt = valid(RcptCommand.parse("TO:<alice@example.org>", false, Set.of()));
        return new Candidate(
                QueueId.of(NOW_MS, 1),
                "mx.example.org",
                NOW_MS,
                steps,
                new Transaction.Open(mail, 0).plus(List.of(new Transaction.Recipient(rcpt, List.of())), 0, 0),
                new SessionFacts(
                        new Peer("session", client),
                        "mx",
                        "client.example",
                        "ESMTP",
                        new Encryption.Plaintext(),
                        new Login.Anonymous()));
    }

    private static <T> T valid(Parsed<T> parsed) {
        return switch (parsed) {
            case Parsed.Valid<T>(T value) -> value;
            case Parsed.Invalid<T>(var fault) -> throw new AssertionError(fault.toString());
        };
    }
}
