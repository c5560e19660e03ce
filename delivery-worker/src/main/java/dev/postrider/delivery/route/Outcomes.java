package dev.postrider.delivery.route;

import com.google.protobuf.ByteString;
import dev.postrider.contracts.LifecycleEvent;
import dev.postrider.delivery.dsn.Report;
import dev.postrider.delivery.dsn.Reports;
import dev.postrider.delivery.hold.Holding;
import dev.postrider.delivery.outcome.Mail;
import dev.postrider.delivery.outcome.RecipientOutcome;
import dev.postrider.delivery.policy.Disposition;
import dev.postrider.delivery.policy.NotifyPolicy;
import dev.postrider.delivery.policy.Provider;
import dev.postrider.delivery.policy.Reason;
import dev.postrider.delivery.policy.RetrySchedule;
import dev.postrider.delivery.policy.Verdict;
import dev.postrider.delivery.port.Deferral;
import dev.postrider.delivery.port.DeliveryMeters;
import dev.postrider.delivery.port.MailLog;
import dev.postrider.mail.QueueId;
import dev.postrider.servicekit.trace.TraceSpan;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Lets go of a message once every recipient's outcome is durable: reports what failed, defers what is to be tried again, tells the events, and
 * completes the record or removes the row, in this order. Each step is harmless to repeat after a crash.
 */
public final class Outcomes {
    private static final Logger LOG = LoggerFactory.getLogger(Outcomes.class);

    /** How a message is kept for those of its recipients that are to be tried again. */
    interface Narrowing {
        Deferral.Kind kind();

        /** Domain, or empty. */
        String destination();

        /** The record's value with just these recipients, and {@code attempts} made. */
        ByteString narrowedTo(List<RecipientOutcome> recipients, int attempts);
    }

    private final MailLog log;
    private final Reports reports;
    private final Holding holding;
    private final RetrySchedule schedule;
    private final Duration reportDelayAfter;
    private final DoubleSupplier random;
    private final DeliveryMeters meters;
    private final InstantSource clock;

    /**
     * @param reportDelayAfter age of a message from which on NOTIFY=DELAY is answered
     * @param random from 0 to 1, for the retry schedule's jitter
     */
    public Outcomes(
            MailLog log,
            Reports reports,
            Holding holding,
            RetrySchedule schedule,
            Duration reportDelayAfter,
            DoubleSupplier random,
            DeliveryMeters meters,
            InstantSource clock) {
        this.log = log;
        this.reports = reports;
        this.holding = holding;
        this.schedule = schedule;
        this.reportDelayAfter = reportDelayAfter;
        this.random = random;
        this.meters = meters;
        this.clock = clock;
    }

    /**
     * Settles one attempt.
     *
     * @param outcomes one per recipient of the attempt
     * @param attempt is told what came of it, and is the caller's to end
     * @return completes when the message has been let go of; when the process drains first, it has been released and the future fails
     */
    Future<Void> settle(
            Origin origin,
            Mail mail,
            Narrowing narrowing,
            Provider provider,
            List<RecipientOutcome> outcomes,
            TraceSpan attempt) {
        long ageMs = clock.millis() - mail.acceptedAtMs();
        outcomes.forEach(outcome -> meters.attempted(provider, outcome.verdict(), origin.attemptsBefore() + 1, ageMs));
        List<RecipientOutcome> settled = origin.lastAttempt()
                ? outcomes.stream().map(Outcomes::lastChance).toList()
                : outcomes;
        AttemptSpans.settled(attempt, provider, settled);
        return holding.until("outcome", () -> settleOnce(origin, mail, narrowing, settled, attempt))
                .onFailure(drained -> origin.release());
    }

    private static RecipientOutcome lastChance(RecipientOutcome outcome) {
        return outcome.verdict().disposition() == Disposition.DEFERRED ? outcome.expired() : outcome;
    }

    private Future<Void> settleOnce(
            Origin origin, Mail mail, Narrowing narrowing, List<RecipientOutcome> outcomes, TraceSpan attempt) {
        List<RecipientOutcome> deferred = with(outcomes, Disposition.DEFERRED);
        List<Report> wanted = wantedReports(origin, mail, outcomes, deferred);
        if (deferred.isEmpty() && wanted.isEmpty()) {
            return origin.settle(Optional.empty())
                    .onSuccess(settled ->
                            outcomes.forEach(outcome -> tell(origin, mail, outcome, 0, Optional.empty(), attempt)));
        }
        return reports.send(mail, wanted, origin.plannedAtMs(), attempt).compose(written -> {
            Optional<Deferral> deferral = deferred.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            deferral(origin, mail, narrowing, deferred, delayWasReported(origin, wanted), attempt));
            long nextAttemptAtMs =
                    deferral.map(d -> clock.millis() + d.delay().toMillis()).orElse(0L);
            return origin.settle(deferral)
                    .onSuccess(settled -> outcomes.forEach(outcome -> tell(
                            origin,
                            mail,
                            outcome,
                            outcome.verdict().disposition() == Disposition.DEFERRED ? nextAttemptAtMs : 0,
                            written.of(outcome),
                            attempt)));
        });
    }

    private List<Report> wantedReports(
            Origin origin, Mail mail, List<RecipientOutcome> outcomes, List<RecipientOutcome> deferred) {
        List<Report> wanted = new ArrayList<>();
        add(
                wanted,
                Report.Action.FAILED,
                with(outcomes, Disposition.FAILED),
                o -> NotifyPolicy.wantsFailure(o.notifyOn()));
        // A remote server that knows DSN reports success itself.
        List<RecipientOutcome> succeeded = outcomes.stream()
                .filter(o -> NotifyPolicy.wantsSuccess(o.notifyOn()))
                .toList();
        add(wanted, Report.Action.DELIVERED, succeeded, o -> o.verdict().reason() == Reason.STORED);
        add(wanted, Report.Action.RELAYED, succeeded, o -> o.verdict().reason() == Reason.RELAYED_BEYOND_DSN);
        boolean late = clock.millis() - mail.acceptedAtMs() >= reportDelayAfter.toMillis();
        if (late && !origin.delayReported()) {
            add(wanted, Report.Action.DELAYED, deferred, o -> NotifyPolicy.wantsDelay(o.notifyOn()));
        }
        return wanted;
    }

    private static void add(
            List<Report> reports,
            Report.Action action,
            List<RecipientOutcome> all,
            Predicate<RecipientOutcome> wanted) {
        List<RecipientOutcome> chosen = all.stream().filter(wanted).toList();
        if (!chosen.isEmpty()) {
            reports.add(new Report(action, chosen));
        }
    }

    private static boolean delayWasReported(Origin origin, List<Report> wanted) {
        return origin.delayReported() || wanted.stream().anyMatch(report -> report.action() == Report.Action.DELAYED);
    }

    private Deferral deferral(
            Origin origin,
            Mail mail,
            Narrowing narrowing,
            List<RecipientOutcome> deferred,
            boolean delayReported,
            TraceSpan attempt) {
        Optional<RecipientOutcome> tried =
                deferred.reversed().stream().filter(RecipientOutcome::tried).findFirst();
        Verdict last = tried.orElse(deferred.getLast()).verdict();
        int attempts = origin.attemptsBefore() + (tried.isPresent() ? 1 : 0);
        double chance = random.getAsDouble();
        return new Deferral(
                mail.queueId(),
                narrowing.kind(),
                narrowing.destination(),
                mail.reversePath().getAddress(),
                deferred.stream().map(RecipientOutcome::address).toList(),
                narrowing.narrowedTo(deferred, attempts),
                mail.sizeOctets(),
                attempts,
                tried.isPresent() ? schedule.delayAfter(attempts, chance) : schedule.delayUntried(chance),
                mail.acceptedAtMs(),
                mail.acceptedAtMs() + schedule.giveUpAfter().toMillis(),
                last.reason().name(),
                last.remoteHost(),
                last.remoteReply(),
                origin.bucket(),
                delayReported,
                attempt.isOn() ? origin.traceparent() : Optional.empty());
    }

    private void tell(
            Origin origin,
            Mail mail,
            RecipientOutcome outcome,
            long nextAttemptAtMs,
            Optional<QueueId> report,
            TraceSpan attempt) {
        Verdict verdict = outcome.verdict();
        int attempts = origin.attemptsBefore() + (outcome.tried() ? 1 : 0);
        LifecycleEvent.Builder event = LifecycleEvent.newBuilder()
                .setQueueId(mail.queueId())
                .setAtMs(clock.millis())
                .setKind(kindOf(verdict))
                .setSender(mail.reversePath().getAddress())
                .setRecipient(outcome.address())
                .setFinalRecipient(outcome.finalRecipient())
                .setEnhancedStatus(verdict.status().toString())
                .setRemoteHost(verdict.remoteHost())
                .setRemoteReply(verdict.remoteReply())
                .setAttempt(attempts)
                .setNextAttemptAtMs(nextAttemptAtMs)
                .setSizeOctets(mail.sizeOctets())
                .setSessionId(mail.sessionId())
                .setReason(verdict.reason().name());
        report.ifPresent(id -> event.setDsnQueueId(id.text()));
        log.tell(event.build(), attempt);
        if (verdict.disposition() != Disposition.SUCCEEDED && LOG.isInfoEnabled()) {
            LoggingEventBuilder line = LOG.atInfo();
            if (attempt.traceId().isPresent()) {
                line = line.addKeyValue("traceId", attempt.traceId().get());
            }
            line.addKeyValue("queueId", mail.queueId())
                    .addKeyValue("recipient", outcome.address())
                    .addKeyValue("attempt", attempts)
                    .addKeyValue("reason", verdict.reason().label())
                    .addKeyValue("remoteHost", verdict.remoteHost())
                    .addKeyValue("remoteReply", verdict.remoteReply())
                    .log(verdict.disposition().label());
        }
    }

    private static LifecycleEvent.Kind kindOf(Verdict verdict) {
        return switch (verdict.disposition()) {
            case SUCCEEDED ->
                verdict.reason() == Reason.STORED ? LifecycleEvent.Kind.DELIVERED : LifecycleEvent.Kind.RELAYED;
            case DEFERRED -> LifecycleEvent.Kind.DEFERRED;
            case FAILED ->
                verdict.reason() == Reason.EXPIRED ? LifecycleEvent.Kind.EXPIRED : LifecycleEvent.Kind.BOUNCED;
        };
    }

    private static List<RecipientOutcome> with(List<RecipientOutcome> outcomes, Disposition disposition) {
        return outcomes.stream()
                .filter(outcome -> outcome.verdict().disposition() == disposition)
                .toList();
    }
}
