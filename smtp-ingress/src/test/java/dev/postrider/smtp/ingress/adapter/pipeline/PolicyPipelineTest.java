package dev.postrider.smtp.ingress.adapter.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.smtp.ingress.policy.pipeline.Cause;
import dev.postrider.smtp.ingress.policy.pipeline.Finding;
import dev.postrider.smtp.ingress.policy.pipeline.Outcome;
import dev.postrider.smtp.ingress.policy.pipeline.PolicyStep;
import dev.postrider.testkit.TestVertx;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Order, time and faults of steps, whatever they do. */
class PolicyPipelineTest {
    private static final Duration LONG = Duration.ofSeconds(50);
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final String MESSAGE = "From: a@b.example\n\nx\n";

    private final Vertx vertx = TestVertx.start();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Semaphore givenUp = new Semaphore(0);

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    private List<Finding> take(Map<PolicyStep, Check> checks, Duration ofStep, Duration ofAll, PolicyStep... steps) {
        PolicyPipeline pipeline = new PolicyPipeline(
                vertx,
                checks.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, entry -> new PolicyPipeline.Step(entry.getValue(), ofStep))),
                ofAll,
                meters,
                Future::succeededFuture);
        return new Asking(vertx, pipeline).ask("192.0.2.1", "a@b.example", MESSAGE, steps);
    }

    private Check.Attempt never() {
        return new Check.Attempt(Promise.<List<Finding>>promise().future(), givenUp::release);
    }

    private static Check finding(PolicyStep step, Outcome outcome) {
        return question -> Check.Attempt.done(List.of(Finding.of(step, outcome)));
    }

    @Test
    void aStepThatDoesNotAnswerIsGivenUpAndTheOthersCount() throws Exception {
        List<Finding> findings = take(
                Map.of(
                        PolicyStep.SPF,
                        question -> never(),
                        PolicyStep.RSPAMD,
                        finding(PolicyStep.RSPAMD, Outcome.PASS)),
                SHORT,
                LONG,
                PolicyStep.SPF,
                PolicyStep.RSPAMD);
        assertEquals(
                Map.of(PolicyStep.SPF, "temperror (timed_out)", PolicyStep.RSPAMD, "pass"), Asking.texts(findings));
        assertTrue(givenUp.tryAcquire(1, 20, TimeUnit.SECONDS));
        assertEquals(
                1.0,
                meters.get("postrider.smtp.policy.results")
                        .tags("method", "spf", "result", "temperror")
                        .counter()
                        .count());
    }

    /** Three steps that never answer, of which one begins when the others are given up. */
    @Test
    void allStepsTogetherAreBounded() throws Exception {
        List<Finding> findings = take(
                Map.of(
                        PolicyStep.SPF, question -> never(),
                        PolicyStep.DKIM, question -> never(),
                        PolicyStep.DMARC, question -> never()),
                LONG,
                SHORT,
                PolicyStep.DMARC,
                PolicyStep.SPF,
                PolicyStep.DKIM);
        assertEquals(
                List.of(PolicyStep.DMARC, PolicyStep.SPF, PolicyStep.DKIM),
                findings.stream().map(Finding::step).toList());
        assertTrue(findings.stream().allMatch(finding -> finding.cause() == Cause.TIMED_OUT));
        assertTrue(givenUp.tryAcquire(3, 20, TimeUnit.SECONDS));
    }

    @Test
    void aStepThatThrowsIsATemporaryError() {
        List<Finding> findings = take(
                Map.of(
                        PolicyStep.SPF,
                        question -> {
                            throw new IllegalStateException("bug");
                        },
                        PolicyStep.DKIM,
                        question -> new Check.Attempt(Future.failedFuture("bug"), () -> {})),
                LONG,
                LONG,
                PolicyStep.SPF,
                PolicyStep.DKIM);
        assertEquals(
                Map.of(PolicyStep.SPF, "temperror (fault)", PolicyStep.DKIM, "temperror (fault)"),
                Asking.texts(findings));
    }

    /** SPF answers only once DKIM was begun, and DMARC must find the answers of both. */
    @Test
    void stepsRunSideBySideAndWaitForThoseTheyNeed() {
        Promise<List<Finding>> spf = Promise.promise();
        AtomicInteger answered = new AtomicInteger();
        List<Finding> findings = take(
                Map.of(
                        PolicyStep.SPF,
                        question -> new Check.Attempt(
                                spf.future().onSuccess(found -> answered.incrementAndGet()), () -> {}),
                        PolicyStep.DKIM,
                        question -> {
                            answered.incrementAndGet();
                            spf.complete(List.of(Finding.of(PolicyStep.SPF, Outcome.FAIL)));
                            return Check.Attempt.done(List.of(Finding.of(PolicyStep.DKIM, Outcome.PASS)));
                        },
                        PolicyStep.DMARC,
                        question -> Check.Attempt.done(List.of(
                                Finding.of(PolicyStep.DMARC, answered.get() == 2 ? Outcome.PASS : Outcome.FAIL)))),
                LONG,
                LONG,
                PolicyStep.DMARC,
                PolicyStep.SPF,
                PolicyStep.DKIM);
        assertEquals(
                Map.of(PolicyStep.DMARC, "pass", PolicyStep.SPF, "fail", PolicyStep.DKIM, "pass"),
                Asking.texts(findings));
    }
}
