package dev.postrider.imap.net;

import dev.postrider.imap.session.ImapAction;
import dev.postrider.imap.session.ImapState;
import dev.postrider.imap.session.Phase;
import dev.postrider.servicekit.trace.SpanRole;
import dev.postrider.servicekit.trace.TraceKey;
import dev.postrider.servicekit.trace.TraceSpan;
import dev.postrider.servicekit.trace.Tracing;

/**
 * The trace of the command that a session carries out, from its first question to the store on: a command that asks nobody has none. What an idle session
 * asks after a hint is a trace of its own, so none lasts as long as IDLE does.
 */
final class CommandTrace {
    private final Tracing tracing;
    private TraceSpan span = TraceSpan.NONE;

    CommandTrace(Tracing tracing) {
        this.tracing = tracing;
    }

    /** As it is; begun now, if it is not. */
    TraceSpan span(ImapState state) {
        if (!span.isOn()) {
            span = tracing.begin(state.phase() instanceof Phase.Idling ? "IDLE" : "command", SpanRole.SERVER)
                    .put(TraceKey.SESSION_ID, state.peer().sessionId());
        }
        return span;
    }

    void completed(ImapAction.Complete complete) {
        span.rename(complete.verb().name())
                .put(TraceKey.COMMAND, complete.verb().name());
        span.put(TraceKey.OUTCOME, complete.status().name());
    }

    /** A call failed in a way that is ours to see to. */
    void failed(String kind) {
        span.failed(kind);
    }

    /** After each event: as soon as it is the client's turn again, it is over. */
    void follow(ImapState state) {
        if (span.isOn()
                && switch (state.phase().wants()) {
                    case COMMAND, LINE -> true;
                    case MESSAGE, NOTHING -> false;
                }) {
            end();
        }
    }

    void end() {
        span.end();
        span = TraceSpan.NONE;
    }
}
