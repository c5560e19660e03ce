package dev.postrider.smtp.ingress.adapter.pipeline;

import dev.postrider.blobs.BlobStore;
import dev.postrider.mailauth.dns.Dns;
import dev.postrider.mailauth.results.MethodResult;
import dev.postrider.servicekit.metrics.Metrics;
import dev.postrider.smtp.ingress.policy.pipeline.Cause;
import dev.postrider.smtp.ingress.policy.pipeline.Finding;
import dev.postrider.smtp.ingress.policy.pipeline.HeaderChange;
import dev.postrider.smtp.ingress.policy.pipeline.HeaderChecks;
import dev.postrider.smtp.ingress.policy.pipeline.Outcome;
import dev.postrider.smtp.ingress.policy.pipeline.PolicyStep;
import dev.postrider.smtp.ingress.port.Inspection;
import dev.postrider.smtp.ingress.port.MessagePolicy;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the steps of one message after another, each as soon as those that it needs are taken. A step that is late or throws has found
 * {@link Outcome#TEMPERROR}, and the others go on.
 */
public final class PolicyPipeline implements MessagePolicy {
    private static final Logger log = LoggerFactory.getLogger(PolicyPipeline.class);

    private final Vertx vertx;
    private final Map<PolicyStep, Step> steps;
    private final Duration timeLimit;
    private final MeterRegistry registry;
    private final Supplier<Future<Void>> closeChecks;
    private final Map<PolicyStep, Map<Outcome, Counter>> results = new EnumMap<>(PolicyStep.class);
    private final Map<PolicyStep, Timer> durations = new EnumMap<>(PolicyStep.class);

    /** How a step is taken, and how long it may last. */
    record Step(Check check, Duration timeLimit) {}

    /**
     * @param steps of every step that a listener asks for
     * @param timeLimit of all steps of a message together
     * @param closeChecks what the steps use
     */
    PolicyPipeline(
            Vertx vertx,
            Map<PolicyStep, Step> steps,
            Duration timeLimit,
            MeterRegistry registry,
            Supplier<Future<Void>> closeChecks) {
        this.closeChecks = closeChecks;
        this.vertx = vertx;
        this.steps = Map.copyOf(steps);
        this.timeLimit = timeLimit;
        this.registry = registry;
        for (PolicyStep step : steps.keySet()) {
            results.put(step, new ConcurrentHashMap<>());
            durations.put(step, Metrics.SMTP_POLICY_SECONDS.timer(registry, step.label()));
        }
    }

    /** The steps as they are taken in production. */
    public static PolicyPipeline open(
            Vertx vertx, PipelineSettings settings, Dns dns, BlobStore blobs, String hostname, MeterRegistry registry) {
        RspamdCheck rspamd = new RspamdCheck(vertx, settings.rspamd(), blobs);
        AuthenticationChecks authentication = new AuthenticationChecks(vertx, dns, hostname);
        Map<PolicyStep, Check> checks = Map.of(
                PolicyStep.HEADERS,
                PolicyPipeline::checkHeader,
                PolicyStep.SPF,
                authentication.spf(),
                PolicyStep.DKIM,
                authentication.dkim(),
                PolicyStep.ARC,
                authentication.arc(),
                PolicyStep.DMARC,
                authentication.dmarc(),
                PolicyStep.RSPAMD,
                rspamd);
        Map<PolicyStep, Step> steps = new EnumMap<>(PolicyStep.class);
        checks.forEach((step, check) -> steps.put(
                step,
                new Step(check, Objects.requireNonNull(settings.timeLimits().get(step)))));
        return new PolicyPipeline(vertx, steps, settings.timeLimit(), registry, rspamd::close);
    }

    private static Check.Attempt checkHeader(Question question) {
        boolean smtputf8 = question.candidate().transaction().mail().smtputf8();
        return Check.Attempt.done(HeaderChecks.check(question.header(), smtputf8));
    }

    /** Ends what the steps use. No message may be under way. */
    public Future<Void> close() {
        return closeChecks.get();
    }

    @Override
    public Inspection begin(List<PolicyStep> wanted) {
        return new MessageInspection(this, wanted);
    }

    /** Takes the candidate's steps; to be called on an event loop. Never fails. */
    Future<List<Finding>> take(Question question) {
        return new Run(question).findings();
    }

    private void count(Finding finding) {
        Objects.requireNonNull(results.get(finding.step()))
                .computeIfAbsent(
                        finding.outcome(),
                        outcome -> Metrics.SMTP_POLICY_RESULTS.counter(
                                registry, finding.step().label(), outcome.label()))
                .increment();
    }

    /** The method arc knows no temperror (RFC 8617 s10.1). */
    private static Finding unanswered(PolicyStep step, Cause cause) {
        List<MethodResult> results = switch (step) {
            case SPF, DKIM, DMARC ->
                List.of(new MethodResult(
                        step.label(), Outcome.TEMPERROR.label(), Optional.of("no answer in time"), List.of()));
            case HEADERS, ARC, RSPAMD -> List.of();
        };
        return new Finding(step, Outcome.TEMPERROR, cause, results, HeaderChange.NONE);
    }

    /** All steps of one message. Lives on its event loop. */
    private final class Run {
        private final Question question;
        private final long startedNanos = System.nanoTime();
        private final Map<PolicyStep, Future<List<Finding>>> taken = new EnumMap<>(PolicyStep.class);

        private Run(Question question) {
            this.question = question;
        }

        private Future<List<Finding>> findings() {
            List<Future<List<Finding>>> all = new ArrayList<>();
            for (PolicyStep step : question.candidate().steps()) {
                all.add(takenOnce(step));
            }
            return Future.join(all)
                    .map(done ->
                            all.stream().flatMap(each -> each.result().stream()).toList());
        }

        private Future<List<Finding>> takenOnce(PolicyStep step) {
            Future<List<Finding>> known = taken.get(step);
            if (known != null) {
                return known;
            }
            List<Future<List<Finding>>> needed = new ArrayList<>();
            for (PolicyStep other : step.needs()) {
                if (question.candidate().steps().contains(other)) {
                    needed.add(takenOnce(other));
                }
            }
            Future<List<Finding>> future =
                    needed.isEmpty() ? limited(step) : Future.join(needed).compose(ready -> limited(step));
            taken.put(step, future);
            return future;
        }

        private Future<List<Finding>> limited(PolicyStep step) {
            Step how = steps.get(step);
            if (how == null) {
                return Future.succeededFuture(List.of(Finding.without(step, Outcome.SKIPPED, Cause.FAULT)));
            }
            long beganNanos = System.nanoTime();
            Check.Attempt attempt = begin(how.check());
            if (attempt.findings().succeeded()) {
                return Future.succeededFuture(done(step, attempt.findings().result(), beganNanos));
            }
            Promise<List<Finding>> promise = Promise.promise();
            long timer = vertx.setTimer(leftMs(how.timeLimit()), late -> {
                if (promise.tryComplete(List.of(unanswered(step, Cause.TIMED_OUT)))) {
                    attempt.giveUp().run();
                }
            });
            attempt.findings().onComplete(result -> {
                vertx.cancelTimer(timer);
                promise.tryComplete(result.succeeded() ? result.result() : fault(step, result.cause()));
            });
            return promise.future().map(found -> done(step, found, beganNanos));
        }

        private Check.Attempt begin(Check check) {
            try {
                return check.begin(question);
            } catch (RuntimeException bug) {
                return new Check.Attempt(Future.failedFuture(bug), () -> {});
            }
        }

        private List<Finding> fault(PolicyStep step, Throwable cause) {
            log.atError()
                    .addKeyValue("queueId", question.candidate().queueId().text())
                    .addKeyValue("step", step.label())
                    .setCause(cause)
                    .log("policy step failed");
            return List.of(unanswered(step, Cause.FAULT));
        }

        /** At least a millisecond: Vert.x takes no timer of 0. */
        private long leftMs(Duration ofStep) {
            long passedMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
            return Math.max(1, Math.min(ofStep.toMillis(), timeLimit.toMillis() - passedMs));
        }

        private List<Finding> done(PolicyStep step, List<Finding> found, long beganNanos) {
            Objects.requireNonNull(durations.get(step)).record(System.nanoTime() - beganNanos, TimeUnit.NANOSECONDS);
            found.forEach(PolicyPipeline.this::count);
            return found;
        }
    }
}
