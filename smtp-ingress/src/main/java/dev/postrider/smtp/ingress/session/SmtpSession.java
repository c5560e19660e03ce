package dev.postrider.smtp.ingress.session;

import dev.postrider.sasl.SaslAnswer;
import dev.postrider.smtp.Frame;
import dev.postrider.smtp.Frame.CommandLine;
import dev.postrider.smtp.Reply;
import dev.postrider.smtp.Verb;
import dev.postrider.smtp.ingress.command.Auth;
import dev.postrider.smtp.ingress.command.Bdat;
import dev.postrider.smtp.ingress.command.Data;
import dev.postrider.smtp.ingress.command.Ehlo;
import dev.postrider.smtp.ingress.command.Helo;
import dev.postrider.smtp.ingress.command.Help;
import dev.postrider.smtp.ingress.command.Noop;
import dev.postrider.smtp.ingress.command.Quit;
import dev.postrider.smtp.ingress.command.Rcpt;
import dev.postrider.smtp.ingress.command.Rset;
import dev.postrider.smtp.ingress.command.StartTls;
import dev.postrider.smtp.ingress.command.Vrfy;
import dev.postrider.smtp.ingress.command.Xclient;
import dev.postrider.smtp.ingress.policy.Limits;
import dev.postrider.smtp.ingress.policy.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The session function. An event that does not belong into a phase changes nothing: answers that come too late, after a timeout
 * or a fault, are such events.
 */
public final class SmtpSession {
    private final SessionRules rules;

    public SmtpSession(SessionRules rules) {
        this.rules = rules;
    }

    /** What {@code event} does in {@code state}. Total: never throws. */
    public Step on(SmtpState state, SmtpEvent event) {
        if (state.phase() instanceof Phase.Closed) {
            return Step.of(state);
        }
        Step step = switch (event) {
            case SmtpEvent.Connected ignored ->
                Step.of(state, new SmtpAction.SendReply(Optional.empty(), rules.greeting(), Optional.empty()));
            case SmtpEvent.EarlyOctetsReceived ignored -> drop(state, CloseCause.EARLY_TALKER);
            case SmtpEvent.LineReceived(Frame frame, boolean octetsFollow) -> line(state, frame, octetsFollow);
            case SmtpEvent.MessageRateExceeded ignored ->
                state.phase() instanceof Phase.Idle
                        ? Step.refuse(state, Verb.MAIL, Reason.TOO_MANY_MESSAGES_LATELY)
                        : Step.of(state);
            case SmtpEvent.RecipientsReceived(List<CommandLine> lines) ->
                state.phase() instanceof Phase.Idle ? Rcpt.proceed(state, lines, rules) : Step.of(state);
            case SmtpEvent.RecipientsResolved(var resolutions) ->
                state.phase() instanceof Phase.AwaitingRecipients(var group)
                        ? Rcpt.resolved(state, group, resolutions)
                        : Step.of(state);
            case SmtpEvent.SenderChecked(SmtpEvent.SenderCheck result) ->
                state.phase() instanceof Phase.AwaitingSenderCheck(var mail)
                        ? dev.postrider.smtp.ingress.command.Mail.senderChecked(state, mail, result)
                        : Step.of(state);
            case SmtpEvent.LoginChecked(SaslAnswer answer) ->
                state.phase() instanceof Phase.AwaitingAuthentication(var mechanism, var inquiry)
                        ? Auth.answered(state, mechanism, inquiry, answer, rules)
                        : Step.of(state);
            case SmtpEvent.RefusalDue ignored ->
                state.phase() instanceof Phase.HoldingRefusal(Reason reason)
                        ? Auth.refusalDue(state, reason, rules)
                        : Step.of(state);
            case SmtpEvent.TlsEstablished(Encryption.Tls tls) ->
                state.phase() instanceof Phase.AwaitingTls ? Step.of(state.encrypted(tls)) : Step.of(state);
            case SmtpEvent.BodyReceived body -> bodyReceived(state, body);
            case SmtpEvent.ChunkReceived chunk ->
                state.transaction() instanceof Transaction.Open open
                                && state.phase() instanceof Phase.ReceivingChunk(boolean last)
                        ? Bdat.received(state, open, last, chunk, rules)
                        : Step.of(state);
            case SmtpEvent.ChunkSkipped ignored ->
                state.phase() instanceof Phase.SkippingChunk(boolean last, Reason reason)
                        ? Bdat.skipped(state, last, reason, rules)
                        : Step.of(state);
            case SmtpEvent.BodyOverran ignored ->
                state.transaction() instanceof Transaction.Open open && state.phase() instanceof Phase.ReceivingBody
                        ? Data.overran(state, open, rules)
                        : Step.of(state);
            case SmtpEvent.MessageEvaluated evaluated -> evaluated(state, evaluated);
            case SmtpEvent.MessageCommitted committed -> committed(state, committed);
            case SmtpEvent.CommitFailed failed -> commitFailed(state, failed);
            case SmtpEvent.TimedOut(Reason reason) -> timedOut(state, reason);
            case SmtpEvent.DrainRequested ignored -> Step.of(state.nowDraining());
            case SmtpEvent.Disconnected ignored -> disconnected(state);
            case SmtpEvent.Faulted ignored ->
                Step.of(
                        state.in(new Phase.Closed()),
                        new SmtpAction.DiscardBody(),
                        fault(state),
                        new SmtpAction.Close(CloseCause.FAULT));
        };
        return forgetChunks(state, drained(countErrors(step)));
    }

    private Step line(SmtpState state, Frame frame, boolean octetsFollow) {
        if (frame instanceof Frame.MalformedLine(Frame.LineFault fault) && fault == Frame.LineFault.BARE_LINE_END) {
            // Where the next line starts is anybody's guess, and guesses make two messages of one.
            return refuseAndClose(state, Verb.UNKNOWN, Reason.BARE_LINE_END, CloseCause.BARE_LINE_END);
        }
        return switch (state.phase()) {
            case Phase.Idle ignored -> command(state, frame, octetsFollow);
            case Phase.AwaitingSaslResponse(var mechanism, var exchange) ->
                Auth.respond(state, mechanism, exchange, frame, rules);
            case Phase.AwaitingAuthentication ignored -> Step.of(state);
            case Phase.HoldingRefusal ignored -> Step.of(state);
            case Phase.AwaitingTls ignored -> Step.of(state);
            case Phase.AwaitingSenderCheck ignored -> Step.of(state);
            case Phase.AwaitingRecipients ignored -> Step.of(state);
            case Phase.ReceivingBody ignored -> Step.of(state);
            case Phase.ReceivingChunk ignored -> Step.of(state);
            case Phase.SkippingChunk ignored -> Step.of(state);
            case Phase.AwaitingEvaluation ignored -> Step.of(state);
            case Phase.AwaitingCommit ignored -> Step.of(state);
            case Phase.Closed ignored -> Step.of(state);
        };
    }

    private Step command(SmtpState state, Frame frame, boolean octetsFollow) {
        return switch (frame) {
            case Frame.MalformedLine(Frame.LineFault fault) ->
                Step.refuse(
                        state,
                        Verb.UNKNOWN,
                        switch (fault) {
                            case TOO_LONG -> Reason.LINE_TOO_LONG;
                            case CONTROL_CHARACTER -> Reason.CONTROL_CHARACTER;
                            case NOT_UTF8 -> Reason.NOT_UTF8;
                            case BARE_LINE_END -> Reason.BARE_LINE_END;
                        });
            case CommandLine line -> {
                Verb verb = line.verb();
                if (line.octets() > longest(verb)) {
                    yield Step.refuse(state, verb, Reason.LINE_TOO_LONG);
                }
                yield command(state, verb, line, octetsFollow);
            }
        };
    }

    private Step command(SmtpState state, Verb verb, CommandLine line, boolean octetsFollow) {
        boolean lmtp = rules.listener().speaksLmtp();
        if (rules.listener().requiresTls() && !state.encryption().isActive() && !mayComeBeforeTls(verb)) {
            return Step.refuse(state, verb, Reason.STARTTLS_FIRST);
        }
        return switch (verb) {
            // RFC 2033 s4.1: LHLO instead of both, which must not be served.
            case EHLO ->
                lmtp ? Step.refuse(state, verb, Reason.COMMAND_UNRECOGNIZED) : Ehlo.proceed(state, line, rules);
            case HELO ->
                lmtp ? Step.refuse(state, verb, Reason.COMMAND_UNRECOGNIZED) : Helo.proceed(state, line, rules);
            case LHLO ->
                lmtp ? Ehlo.proceed(state, line, rules) : Step.refuse(state, verb, Reason.COMMAND_NOT_IMPLEMENTED);
            case MAIL -> dev.postrider.smtp.ingress.command.Mail.proceed(state, line, rules);
            case RCPT -> Rcpt.proceed(state, List.of(line), rules);
            case DATA -> Data.proceed(state, line, rules);
            case BDAT -> Bdat.proceed(state, line, rules);
            case RSET -> Rset.proceed(state, line);
            case NOOP -> Noop.proceed(state);
            case VRFY -> Vrfy.proceed(state, line);
            case HELP -> Help.proceed(state);
            case QUIT -> Quit.proceed(state, line);
            case STARTTLS -> StartTls.proceed(state, line, octetsFollow, rules);
            case AUTH -> Auth.proceed(state, line, rules);
            case XCLIENT -> Xclient.proceed(state, line, rules);
            case EXPN, ETRN, TURN, SEND, SOML, SAML -> Step.refuse(state, verb, Reason.COMMAND_NOT_IMPLEMENTED);
            case UNKNOWN ->
                Verb.isHttpRequest(line.text()) && state.greeting() instanceof Greeting.None
                        ? refuseAndClose(state, Verb.UNKNOWN, Reason.NOT_SMTP, CloseCause.NOT_SMTP)
                        : Step.refuse(state, Verb.UNKNOWN, Reason.COMMAND_UNRECOGNIZED);
        };
    }

    /** RFC 3207 s4 names those that a server which requires TLS still serves; AUTH has a refusal of its own (RFC 4954 s6). */
    private static boolean mayComeBeforeTls(Verb verb) {
        return switch (verb) {
            case EHLO, LHLO, NOOP, STARTTLS, QUIT, AUTH, UNKNOWN -> true;
            // Finds no transaction, and takes its chunk off the wire.
            case BDAT -> true;
            case HELO, MAIL, RCPT, DATA, RSET, VRFY, EXPN, HELP, XCLIENT, ETRN, TURN, SEND, SOML, SAML -> false;
        };
    }

    private int longest(Verb verb) {
        Limits limits = rules.limits();
        return switch (verb) {
            case MAIL, RCPT, XCLIENT -> limits.commandLineOctets() + limits.extensionOctets();
            case AUTH -> limits.authLineOctets();
            // Whatever its line looks like, a chunk may follow it.
            case BDAT -> limits.longestLineOctets();
            case EHLO, HELO, DATA, RSET, NOOP, VRFY, EXPN, HELP, QUIT, STARTTLS, LHLO, ETRN, TURN, SEND, SOML, SAML ->
                limits.commandLineOctets();
            case UNKNOWN -> limits.commandLineOctets();
        };
    }

    private Step bodyReceived(SmtpState state, SmtpEvent.BodyReceived body) {
        return state.transaction() instanceof Transaction.Open open && state.phase() instanceof Phase.ReceivingBody
                ? Data.received(state, open, body, rules)
                : Step.of(state);
    }

    private Step evaluated(SmtpState state, SmtpEvent.MessageEvaluated event) {
        return state.transaction() instanceof Transaction.Open open
                        && state.phase() instanceof Phase.AwaitingEvaluation(var body)
                        && body.queueId().equals(event.queueId())
                ? Data.evaluated(state, open, body, event.findings(), rules)
                : Step.of(state);
    }

    private Step committed(SmtpState state, SmtpEvent.MessageCommitted event) {
        return state.transaction() instanceof Transaction.Open open
                        && state.phase() instanceof Phase.AwaitingCommit commit
                        && commit.queueId().equals(event.queueId())
                ? Data.committed(state, open, commit, rules)
                : Step.of(state);
    }

    private Step commitFailed(SmtpState state, SmtpEvent.CommitFailed event) {
        if (!(state.transaction() instanceof Transaction.Open open)) {
            return Step.of(state);
        }
        if (state.phase() instanceof Phase.AwaitingCommit(var queueId, long octets, var findings)
                && queueId.equals(event.queueId())) {
            return Data.notCommitted(state, open, queueId, octets, findings, event.reason(), rules);
        }
        return state.phase() instanceof Phase.AwaitingEvaluation(var body)
                        && body.queueId().equals(event.queueId())
                ? Data.notCommitted(
                        state, open, body.queueId(), body.facts().octets(), List.of(), event.reason(), rules)
                : Step.of(state);
    }

    /** While the log has the message the client's fate is the log's: only a commit's own timeout ends that. */
    private static Step timedOut(SmtpState state, Reason reason) {
        if (state.phase() instanceof Phase.AwaitingCommit) {
            return Step.of(state);
        }
        return Step.of(
                state.in(new Phase.Closed()),
                new SmtpAction.DiscardBody(),
                SmtpAction.SendReply.unasked(reason),
                new SmtpAction.Close(CloseCause.TIMED_OUT));
    }

    /** RFC 5321 s4.1.1.10: without its end of data a message was never sent. What the log has already is accepted all the same. */
    private static Step disconnected(SmtpState state) {
        SmtpState next = state.in(new Phase.Closed());
        return state.phase() instanceof Phase.AwaitingCommit
                ? Step.of(next, new SmtpAction.Drop(CloseCause.DISCONNECTED))
                : Step.of(next, new SmtpAction.DiscardBody(), new SmtpAction.Drop(CloseCause.DISCONNECTED));
    }

    private static SmtpAction fault(SmtpState state) {
        Reply reply = Reason.INTERNAL_FAULT.reply();
        String text = reply.text() + " (" + state.peer().sessionId() + ")";
        return new SmtpAction.SendReply(
                Optional.empty(),
                new Reply(reply.code(), reply.status(), List.of(text)),
                Optional.of(Reason.INTERNAL_FAULT));
    }

    private static Step drop(SmtpState state, CloseCause cause) {
        return Step.of(state.in(new Phase.Closed()), new SmtpAction.Drop(cause));
    }

    private static Step refuseAndClose(SmtpState state, Verb verb, Reason reason, CloseCause cause) {
        return Step.of(
                state.in(new Phase.Closed()), SmtpAction.SendReply.refusal(verb, reason), new SmtpAction.Close(cause));
    }

    /** 5xx replies are counted, and the one too many is the last. */
    private Step countErrors(Step step) {
        int errors = step.state().errors();
        int at = 0;
        for (SmtpAction action : step.actions()) {
            at++;
            if (action instanceof SmtpAction.SendReply(var verb, Reply reply, var reason)
                    && verb.isPresent()
                    && reply.isPermanent()) {
                errors++;
                if (errors >= rules.limits().errors() && !(step.state().phase() instanceof Phase.Closed)) {
                    List<SmtpAction> actions = new ArrayList<>(step.actions().subList(0, at));
                    actions.add(SmtpAction.SendReply.unasked(Reason.TOO_MANY_ERRORS));
                    actions.add(new SmtpAction.Close(CloseCause.TOO_MANY_ERRORS));
                    return new Step(step.state().withErrors(errors).in(new Phase.Closed()), actions);
                }
            }
        }
        return errors == step.state().errors() ? step : new Step(step.state().withErrors(errors), step.actions());
    }

    /** Whatever ends a transaction in the middle of its chunks ends the body that they began. */
    private static Step forgetChunks(SmtpState before, Step step) {
        boolean goesOn =
                step.state().transaction().hasChunks() && !(step.state().phase() instanceof Phase.Closed);
        if (!before.transaction().hasChunks() || goesOn || before.phase() instanceof Phase.AwaitingCommit) {
            return step;
        }
        List<SmtpAction> actions = new ArrayList<>(step.actions());
        actions.addFirst(new SmtpAction.DiscardBody());
        return new Step(step.state(), actions);
    }

    /** Draining: as soon as no transaction is open and nothing is waited for, 421. */
    private static Step drained(Step step) {
        SmtpState state = step.state();
        if (!state.draining() || state.transaction().isOpen() || !(state.phase() instanceof Phase.Idle)) {
            return step;
        }
        List<SmtpAction> actions = new ArrayList<>(step.actions());
        actions.add(SmtpAction.SendReply.unasked(Reason.SHUTTING_DOWN));
        actions.add(new SmtpAction.Close(CloseCause.DRAINED));
        return new Step(state.in(new Phase.Closed()), actions);
    }
}
