package dev.postrider.smtp.ingress.net;

import dev.postrider.mailauth.results.MethodResult;
import dev.postrider.smtp.ingress.policy.pipeline.Cause;
import dev.postrider.smtp.ingress.policy.pipeline.Finding;
import dev.postrider.smtp.ingress.policy.pipeline.HeaderChange;
import dev.postrider.smtp.ingress.policy.pipeline.Outcome;
import dev.postrider.smtp.ingress.policy.pipeline.PolicyStep;
import dev.postrider.smtp.ingress.port.Inspection;
import dev.postrider.smtp.ingress.port.MessagePolicy;
import dev.postrider.smtp.ingress.port.StoredBody;
import dev.postrider.smtp.ingress.session.Candidate;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Finds what it was told to, in every message: {@link Outcome#PASS} unless told otherwise. Can let its callers wait. */
final class FakePolicy implements MessagePolicy {
    private final Map<PolicyStep, Finding> told = new ConcurrentHashMap<>();
    private final List<Runnable> waiting = new CopyOnWriteArrayList<>();
    private volatile boolean held;
    private volatile List<PolicyStep> asked = List.of();
    private volatile String seen = "";

    /**
     * {@code held}, {@code released}, or what a step finds from now on: {@code dmarc=reject}, {@code spf=temperror}, or {@code
     * rspamd=pass +X-Spam: no -Subject -X-Old:2}.
     */
    void tell(String text) {
        switch (text) {
            case "held" -> held = true;
            case "released" -> {
                held = false;
                List<Runnable> due = List.copyOf(waiting);
                waiting.clear();
                due.forEach(Runnable::run);
            }
            default -> {
                String[] parts = text.split("[= ]", 3);
                PolicyStep step = PolicyStep.valueOf(parts[0].toUpperCase(Locale.ROOT));
                Outcome outcome =
                        Outcome.valueOf(parts[1].toUpperCase(Locale.ROOT).replace('-', '_'));
                HeaderChange change = parts.length == 3 ? change(parts[2]) : HeaderChange.NONE;
                told.put(
                        step,
                        new Finding(
                                step,
                                outcome,
                                Cause.NONE,
                                List.of(new MethodResult(step.label(), parts[1], Optional.empty(), List.of())),
                                change));
            }
        }
    }

    private static HeaderChange change(String text) {
        List<String> added = new ArrayList<>();
        List<HeaderChange.Removal> removed = new ArrayList<>();
        for (String part : text.split(" (?=[+-])", -1)) {
            if (part.startsWith("+")) {
                added.add(part.substring(1) + "\r\n");
            } else {
                String[] name = part.substring(1).split(":", -1);
                removed.add(new HeaderChange.Removal(name[0], name.length == 1 ? 0 : Integer.parseInt(name[1])));
            }
        }
        return new HeaderChange(added, removed);
    }

    /** The steps that the last message was asked about. */
    List<PolicyStep> asked() {
        return asked;
    }

    /** The octets of the last message as they were shown, header and body. */
    String seen() {
        return seen;
    }

    @Override
    public Inspection begin(List<PolicyStep> steps) {
        return new Seen();
    }

    private final class Seen implements Inspection {
        private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

        @Override
        public void header(byte[] header, int length) {
            if (octets.size() > 0) {
                throw new AssertionError("the header comes first, and once");
            }
            octets.write(header, 0, length);
        }

        @Override
        public void body(byte[] body, int from, int to) {
            octets.write(body, from, to - from);
        }

        @Override
        public Future<List<Finding>> evaluate(Candidate candidate, StoredBody body) {
            asked = candidate.steps();
            seen = octets.toString(StandardCharsets.ISO_8859_1);
            List<Finding> findings = candidate.steps().stream()
                    .map(step -> told.getOrDefault(step, Finding.of(step, Outcome.PASS)))
                    .toList();
            if (!held) {
                return Future.succeededFuture(findings);
            }
            Promise<List<Finding>> promise = Promise.promise();
            waiting.add(() -> promise.complete(findings));
            return promise.future();
        }
    }
}
