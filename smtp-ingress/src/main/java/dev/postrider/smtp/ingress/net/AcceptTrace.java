package dev.postrider.smtp.ingress.net;

import dev.postrider.mail.QueueId;
import dev.postrider.servicekit.trace.SpanRole;
import dev.postrider.servicekit.trace.TraceKey;
import dev.postrider.servicekit.trace.TraceSpan;
import dev.postrider.servicekit.trace.Tracing;
import dev.postrider.smtp.ingress.session.Phase;
import dev.postrider.smtp.ingress.session.SmtpAction.MessageReport;
import dev.postrider.smtp.ingress.session.SmtpState;

/** The trace of the message that a session is about to accept: from the first question about it to what it is answered at its end. */
final class AcceptTrace {
    private static final String ACCEPTED = "accepted";
    private static final String ABANDONED = "abandoned";
    private static final int FIRST_PERMANENT_CODE = 500;

    private final Tracing tracing;
    private final String listener;
    private TraceSpan span = TraceSpan.NONE;

    AcceptTrace(Tracing tracing, String listener) {
        this.tracing = tracing;
        this.listener = listener;
    }

    /** As it is; begun now, if it is not. */
    TraceSpan span(SmtpState state) {
        if (!span.isOn()) {
            span = tracing.begin("accept", SpanRole.SERVER)
                    .put(TraceKey.SESSION_ID, state.peer().sessionId())
                    .put(TraceKey.LISTENER, listener);
        }
        return span;
    }

    void named(SmtpState state, QueueId queueId) {
        span(state).put(TraceKey.QUEUE_ID, queueId.text());
    }

    /** Ends it. A refusal is no failure of ours, unless the client is asked to come again. */
    void reported(MessageReport report) {
        if (!span.isOn()) {
            return;
        }
        span.put(TraceKey.RECIPIENTS, report.transaction().recipients().size())
                .put(TraceKey.BODY_SIZE, report.octets());
        report.reason()
                .filter(reason -> reason.reply().code() < FIRST_PERMANENT_CODE)
                .ifPresent(reason -> span.failed(reason.label()));
        end(report.reason().map(reason -> reason.label()).orElse(ACCEPTED));
    }

    /** After each event: no message comes of a transaction that is gone. */
    void follow(SmtpState state) {
        if (span.isOn() && !state.transaction().isOpen() && !(state.phase() instanceof Phase.AwaitingSenderCheck)) {
            abandoned();
        }
    }

    void abandoned() {
        end(ABANDONED);
    }

    private void end(String outcome) {
        span.put(TraceKey.OUTCOME, outcome).end();
        span = TraceSpan.NONE;
    }
}
