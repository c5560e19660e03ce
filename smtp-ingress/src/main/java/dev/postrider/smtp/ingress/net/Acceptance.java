package dev.postrider.smtp.ingress.net;

import dev.postrider.mail.QueueId;
import dev.postrider.servicekit.trace.SpanRole;
import dev.postrider.servicekit.trace.TraceSpan;
import dev.postrider.smtp.ingress.policy.Reason;
import dev.postrider.smtp.ingress.port.Inspection;
import dev.postrider.smtp.ingress.session.Candidate;
import dev.postrider.smtp.ingress.session.Mail;
import dev.postrider.smtp.ingress.session.Phase;
import dev.postrider.smtp.ingress.session.SmtpEvent;
import dev.postrider.smtp.ingress.session.SmtpState;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leads the messages of one session, each once its end is there, through policy and storage to the log. What comes of it are events. */
final class Acceptance {
    private static final Logger log = LoggerFactory.getLogger(Acceptance.class);

    private final ConnectionContext context;
    private final Supplier<SmtpState> session;
    private final Consumer<SmtpEvent> outcome;

    /** @param session as it is at the moment of asking */
    Acceptance(ConnectionContext context, Supplier<SmtpState> session, Consumer<SmtpEvent> outcome) {
        this.context = context;
        this.session = session;
        this.outcome = outcome;
    }

    /** A filter reads the message where it is stored, so it is stored first; if it is refused then, that is taken back. */
    void evaluate(Candidate candidate, Optional<BodyReceiver> body, TraceSpan accept) {
        QueueId queueId = candidate.queueId();
        if (body.isEmpty() || body.get().inspection().isEmpty()) {
            outcome.accept(new SmtpEvent.CommitFailed(queueId, Reason.BODY_NOT_STORED));
            return;
        }
        Inspection inspection = body.get().inspection().get();
        timed(AcceptPart.STORE, body.get()::store)
                .compose(stored -> {
                    TraceSpan span = accept.child("evaluate", SpanRole.INTERNAL);
                    return span.until(
                            timed(AcceptPart.EVALUATE, () -> inspection.evaluate(candidate, stored)), "not_evaluated");
                })
                .onComplete(result -> outcome.accept(
                        result.succeeded()
                                ? new SmtpEvent.MessageEvaluated(queueId, result.result())
                                : new SmtpEvent.CommitFailed(queueId, Reason.BODY_NOT_STORED)));
    }

    /** The body is released once it is known what became of it. */
    void commit(Mail mail, Optional<BodyReceiver> body, TraceSpan accept) {
        if (body.isEmpty()) {
            outcome.accept(new SmtpEvent.CommitFailed(mail.queueId(), Reason.BODY_NOT_STORED));
            return;
        }
        BodyReceiver receiver = body.get();
        timed(AcceptPart.STORE, () -> receiver.storeWithout(mail.removed()))
                .compose(stored -> isAwaited(mail)
                        ? timed(
                                AcceptPart.COMMIT,
                                () -> context.ports().messages().append(mail, stored, accept))
                        : Future.failedFuture("the blob store answered after the client was told 451"))
                .onComplete(result -> {
                    receiver.release();
                    committed(mail, result);
                });
    }

    private <T> Future<T> timed(AcceptPart part, Supplier<Future<T>> step) {
        long begunMs = context.nowMs();
        return step.get().onSuccess(done -> context.meters().took(part, Deadlines.between(begunMs, context.nowMs())));
    }

    private boolean isAwaited(Mail mail) {
        return session.get().phase() instanceof Phase.AwaitingCommit commit
                && commit.queueId().equals(mail.queueId());
    }

    private void committed(Mail mail, AsyncResult<Void> result) {
        String sessionId = session.get().peer().sessionId();
        if (result.failed()) {
            log.atWarn()
                    .addKeyValue("sessionId", sessionId)
                    .addKeyValue("queueId", mail.queueId().text())
                    .addKeyValue("reason", String.valueOf(result.cause().getMessage()))
                    .log("message not accepted");
            outcome.accept(new SmtpEvent.CommitFailed(mail.queueId(), Reason.NOT_COMMITTED));
            return;
        }
        if (!isAwaited(mail)) {
            // It is durable, and will be delivered, though the client was told otherwise or is gone: it may send it
            // again.
            log.atInfo()
                    .addKeyValue("sessionId", sessionId)
                    .addKeyValue("queueId", mail.queueId().text())
                    .log("message accepted after its session gave up");
        }
        outcome.accept(new SmtpEvent.MessageCommitted(mail.queueId()));
    }
}
