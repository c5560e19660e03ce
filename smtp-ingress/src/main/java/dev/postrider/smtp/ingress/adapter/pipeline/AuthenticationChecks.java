package dev.postrider.smtp.ingress.adapter.pipeline;

import dev.postrider.mailauth.arc.ArcResult;
import dev.postrider.mailauth.dkim.DkimOutcome;
import dev.postrider.mailauth.dkim.DkimReport;
import dev.postrider.mailauth.dkim.DkimResult;
import dev.postrider.mailauth.dmarc.AuthorDomain;
import dev.postrider.mailauth.dmarc.DmarcCheck;
import dev.postrider.mailauth.dmarc.DmarcRequest;
import dev.postrider.mailauth.dmarc.DmarcVerdict;
import dev.postrider.mailauth.dns.Dns;
import dev.postrider.mailauth.results.IdentityResults;
import dev.postrider.mailauth.results.MethodResult;
import dev.postrider.mailauth.results.SignatureResults;
import dev.postrider.mailauth.spf.SpfCheck;
import dev.postrider.mailauth.spf.SpfResult;
import dev.postrider.mailauth.spf.SpfVerdict;
import dev.postrider.smtp.ReversePath;
import dev.postrider.smtp.ingress.policy.pipeline.Cause;
import dev.postrider.smtp.ingress.policy.pipeline.Finding;
import dev.postrider.smtp.ingress.policy.pipeline.HeaderChange;
import dev.postrider.smtp.ingress.policy.pipeline.Outcome;
import dev.postrider.smtp.ingress.policy.pipeline.PolicyStep;
import dev.postrider.smtp.ingress.session.Candidate;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** SPF, DKIM, ARC and DMARC. Each waits for DNS, so each runs on a virtual thread, which is interrupted when its time is up. */
final class AuthenticationChecks {
    private final Vertx vertx;
    private final Dns dns;
    private final SpfCheck spf;
    private final DmarcCheck dmarc;

    /** @param hostname how we name ourselves */
    AuthenticationChecks(Vertx vertx, Dns dns, String hostname) {
        this.vertx = vertx;
        this.dns = dns;
        this.spf = new SpfCheck(dns, hostname);
        this.dmarc = new DmarcCheck(dns);
    }

    Check spf() {
        return waiting(PolicyStep.SPF, this::spf);
    }

    Check dkim() {
        return waiting(PolicyStep.DKIM, this::dkim);
    }

    Check arc() {
        return waiting(PolicyStep.ARC, this::arc);
    }

    Check dmarc() {
        return waiting(PolicyStep.DMARC, this::dmarc);
    }

    private Check waiting(PolicyStep step, Function<Question, Finding> check) {
        String name = "policy-" + step.label();
        return question -> {
            Context context = vertx.getOrCreateContext();
            Promise<List<Finding>> promise = Promise.promise();
            Thread thread = Thread.ofVirtual().name(name).start(() -> {
                try {
                    Finding finding = check.apply(question);
                    context.runOnContext(v -> promise.complete(List.of(finding)));
                } catch (RuntimeException bug) {
                    context.runOnContext(v -> promise.fail(bug));
                }
            });
            return new Check.Attempt(promise.future(), thread::interrupt);
        };
    }

    private Finding spf(Question question) {
        Candidate candidate = question.candidate();
        String reversePath = switch (candidate.transaction().mail().reversePath()) {
            case ReversePath.Null ignored -> "";
            case ReversePath.Mailbox(var address) -> address.localPart() + "@" + address.domain();
        };
        SpfVerdict verdict = spf.mailFrom(
                InetAddress.ofLiteral(candidate.session().peer().address()),
                reversePath,
                candidate.session().clientName(),
                Instant.ofEpochMilli(candidate.receivedAtMs()));
        question.answers().spf(verdict);
        Outcome outcome = switch (verdict.result()) {
            case NONE -> Outcome.NONE;
            case NEUTRAL -> Outcome.NEUTRAL;
            case PASS -> Outcome.PASS;
            case FAIL -> Outcome.FAIL;
            case SOFTFAIL -> Outcome.SOFTFAIL;
            case TEMPERROR -> Outcome.TEMPERROR;
            case PERMERROR -> Outcome.PERMERROR;
        };
        return finding(PolicyStep.SPF, outcome, List.of(IdentityResults.of(verdict)));
    }

    private Finding dkim(Question question) {
        DkimReport report = question.signatures().dkim().orElseThrow().verify(dns, seconds(question));
        question.answers().dkim(report);
        return finding(PolicyStep.DKIM, outcome(report), SignatureResults.of(report));
    }

    /** The best of all signatures, as far as the policy needs to tell them apart. */
    private static Outcome outcome(DkimReport report) {
        if (report.results().stream().anyMatch(DkimResult::passed)) {
            return Outcome.PASS;
        }
        if (any(report, DkimOutcome.TEMPERROR)) {
            return Outcome.TEMPERROR;
        }
        if (any(report, DkimOutcome.POLICY)) {
            return Outcome.POLICY;
        }
        // Who only tests his key does not want a failure to matter (RFC 6376 s3.6.1).
        boolean matters = report.results().stream()
                .anyMatch(result -> !result.testing()
                        && (result.outcome() == DkimOutcome.FAIL || result.outcome() == DkimOutcome.PERMERROR));
        return matters ? Outcome.FAIL : any(report, DkimOutcome.NONE) ? Outcome.NONE : Outcome.NEUTRAL;
    }

    private static boolean any(DkimReport report, DkimOutcome outcome) {
        return report.results().stream().anyMatch(result -> result.outcome() == outcome);
    }

    private Finding arc(Question question) {
        ArcResult result = question.signatures().arc().orElseThrow().verify(dns, seconds(question));
        Outcome outcome = switch (result.outcome()) {
            case NONE -> Outcome.NONE;
            case PASS -> Outcome.PASS;
            case FAIL -> result.passing() ? Outcome.TEMPERROR : Outcome.FAIL;
        };
        return finding(PolicyStep.ARC, outcome, List.of(SignatureResults.of(result)));
    }

    private Finding dmarc(Question question) {
        DmarcVerdict verdict = dmarc.check(request(question, AuthorDomain.of(question.header())));
        Outcome outcome = switch (verdict.result()) {
            case NONE -> Outcome.NONE;
            case PASS -> Outcome.PASS;
            case TEMPERROR -> Outcome.TEMPERROR;
            case PERMERROR -> Outcome.PERMERROR;
            case FAIL ->
                switch (verdict.disposition()) {
                    case NONE -> Outcome.FAIL;
                    case QUARANTINE -> Outcome.QUARANTINE;
                    case REJECT -> Outcome.REJECT;
                };
        };
        return finding(PolicyStep.DMARC, outcome, List.of(IdentityResults.of(verdict)));
    }

    /** A step that was asked for and has left no answer might have stood up for the author: that fails for now, not for good. */
    private static DmarcRequest request(Question question, AuthorDomain author) {
        List<PolicyStep> steps = question.candidate().steps();
        Answers answers = question.answers();
        boolean unanswered = (steps.contains(PolicyStep.SPF) && answers.spf().isEmpty())
                || (steps.contains(PolicyStep.DKIM) && answers.dkim().isEmpty());
        List<String> undecided = new ArrayList<>(unanswered ? domains(author) : List.of());
        List<String> passed = List.of();
        if (answers.dkim().isPresent()) {
            DkimReport report = answers.dkim().get();
            passed = report.passedDomains();
            report.results().stream()
                    .filter(result -> result.outcome() == DkimOutcome.TEMPERROR)
                    .flatMap(result -> result.domain().stream())
                    .forEach(undecided::add);
        }
        return answers.spf().isPresent()
                ? DmarcRequest.of(author, answers.spf().get(), passed, undecided)
                : new DmarcRequest(author, SpfResult.NONE, "", passed, undecided);
    }

    private static Collection<String> domains(AuthorDomain author) {
        return switch (author) {
            case AuthorDomain.Found(var domain) -> List.of(domain.text());
            case AuthorDomain.Several(var domains) -> domains;
            case AuthorDomain.Absent() -> List.of();
        };
    }

    private static long seconds(Question question) {
        return Math.floorDiv(question.candidate().receivedAtMs(), 1000L);
    }

    private static Finding finding(PolicyStep step, Outcome outcome, List<MethodResult> results) {
        Cause ofError = outcome == Outcome.PERMERROR ? Cause.MALFORMED : Cause.NONE;
        Cause cause = outcome == Outcome.TEMPERROR ? Cause.UNREACHABLE : ofError;
        return new Finding(step, outcome, cause, results, HeaderChange.NONE);
    }
}
