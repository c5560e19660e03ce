package dev.postrider.smtp.ingress.command;

import dev.postrider.mail.EnhancedStatusCode;
import dev.postrider.mail.QueueId;
import dev.postrider.smtp.BodyType;
import dev.postrider.smtp.Frame.CommandLine;
import dev.postrider.smtp.Reply;
import dev.postrider.smtp.Verb;
import dev.postrider.smtp.ingress.policy.BodyFacts;
import dev.postrider.smtp.ingress.policy.ContentPolicy;
import dev.postrider.smtp.ingress.policy.Limits;
import dev.postrider.smtp.ingress.policy.Reason;
import dev.postrider.smtp.ingress.policy.Verdict;
import dev.postrider.smtp.ingress.policy.pipeline.Decision;
import dev.postrider.smtp.ingress.policy.pipeline.Finding;
import dev.postrider.smtp.ingress.policy.pipeline.HeaderChange;
import dev.postrider.smtp.ingress.policy.pipeline.PolicyStep;
import dev.postrider.smtp.ingress.session.CloseCause;
import dev.postrider.smtp.ingress.session.Mail;
import dev.postrider.smtp.ingress.session.Messages;
import dev.postrider.smtp.ingress.session.Phase;
import dev.postrider.smtp.ingress.session.SessionRules;
import dev.postrider.smtp.ingress.session.SmtpAction;
import dev.postrider.smtp.ingress.session.SmtpEvent;
import dev.postrider.smtp.ingress.session.SmtpState;
import dev.postrider.smtp.ingress.session.Step;
import dev.postrider.smtp.ingress.session.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * DATA, RFC 5321 s4.1.1.4. The body flows past the session; its end is judged, and only the log's acknowledgement gives 250. Every
 * message gets its one reply (by LMTP, one for each recipient), whatever it holds, and the transaction ends with it.
 */
public final class Data {
    private static final Decision.Accept UNASKED = new Decision.Accept(false, HeaderChange.NONE);
    private static final Reply GO_AHEAD = Reply.of(354, "End data with <CR><LF>.<CR><LF>");

    private Data() {}

    public static Step proceed(SmtpState state, CommandLine line, SessionRules rules) {
        if (!line.argument().isEmpty()) {
            return Step.refuse(state, Verb.DATA, Reason.ARGUMENT_FORBIDDEN);
        }
        if (state.transaction().hasChunks()) {
            // RFC 3030 s2: nobody knows what the client means by it, so the transaction ends.
            return Step.refuse(state.withoutTransaction(), Verb.DATA, Reason.NOT_AFTER_BDAT);
        }
        return switch (state.transaction()) {
            case Transaction.None ignored -> Step.refuse(state, Verb.DATA, Reason.MAIL_FIRST);
            case Transaction.Open open -> {
                // RFC 3030 s3: what may hold any octets cannot be told from its end.
                Optional<Reason> obstacle = open.mail().bodyType() == BodyType.BINARY_MIME
                        ? Optional.of(Reason.BINARYMIME_NEEDS_BDAT)
                        : nobodyToTakeIt(open, rules);
                if (obstacle.isPresent()) {
                    yield Step.refuse(state, Verb.DATA, obstacle.get());
                }
                yield Step.of(
                        state.in(new Phase.ReceivingBody()),
                        SmtpAction.SendReply.to(Verb.DATA, GO_AHEAD),
                        receiveBody(state, open, rules, false));
            }
        };
    }

    static SmtpAction receiveBody(SmtpState state, Transaction.Open open, SessionRules rules, boolean inChunks) {
        Limits limits = rules.limits();
        return new SmtpAction.ReceiveBody(
                open.mail().sizeOctets(),
                limits.inlineOctets(),
                limits.messageOctets(),
                rules.headerRules(),
                inChunks,
                rules.policy().stepsFor(state.login().isAuthenticated()));
    }

    /** Why a message without recipients is not begun. */
    static Optional<Reason> nobodyToTakeIt(Transaction.Open open, SessionRules rules) {
        if (!open.recipients().isEmpty()) {
            return Optional.empty();
        }
        // RFC 2033 s4.2: by LMTP it is 503, whatever became of the recipients.
        boolean allRefused = open.refusedRecipients() > 0 && !rules.listener().speaksLmtp();
        return Optional.of(allRefused ? Reason.NO_VALID_RECIPIENTS : Reason.RCPT_FIRST);
    }

    /** The end of the message has come, by DATA or by the last BDAT. */
    public static Step received(
            SmtpState state, Transaction.Open open, SmtpEvent.BodyReceived body, SessionRules rules) {
        return switch (ContentPolicy.judge(body.facts(), open.mail().bodyType(), rules.limits())) {
            case Verdict.Refused(Reason reason) -> {
                Step refused = refused(
                        state, open, Optional.of(body.queueId()), body.facts().octets(), List.of(), reason, rules);
                // Who sends this on may see another end of it than we do, and behind that what an attacker wrote.
                yield reason == Reason.BARE_LINE_END_IN_DATA && !open.hasChunks()
                        ? closing(refused, CloseCause.BARE_LINE_END)
                        : refused;
            }
            case Verdict.Accepted ignored -> {
                List<PolicyStep> steps = rules.policy().stepsFor(state.login().isAuthenticated());
                yield steps.isEmpty()
                        ? commit(state, open, body, List.of(), UNASKED, rules)
                        : Step.of(
                                state.in(new Phase.AwaitingEvaluation(body)),
                                new SmtpAction.EvaluateMessage(Messages.candidate(state, open, body, steps, rules)));
            }
        };
    }

    /** The policy's steps are taken. */
    public static Step evaluated(
            SmtpState state,
            Transaction.Open open,
            SmtpEvent.BodyReceived body,
            List<Finding> findings,
            SessionRules rules) {
        return switch (Decision.of(findings, rules.policy())) {
            case Decision.Refuse(Reason reason) ->
                refused(state, open, Optional.of(body.queueId()), body.facts().octets(), findings, reason, rules);
            case Decision.Accept accept -> commit(state, open, body, findings, accept, rules);
        };
    }

    /** The end of data is not waited for any longer. */
    public static Step overran(SmtpState state, Transaction.Open open, SessionRules rules) {
        return closing(
                refused(state, open, Optional.empty(), 0, List.of(), Reason.MESSAGE_TOO_BIG, rules),
                CloseCause.BODY_OVERRUN);
    }

    private static Step closing(Step step, CloseCause cause) {
        List<SmtpAction> actions = new ArrayList<>(step.actions());
        actions.add(new SmtpAction.Close(cause));
        return new Step(step.state().in(new Phase.Closed()), actions);
    }

    /** The message is durable: now, and only now, 250. */
    public static Step committed(
            SmtpState state, Transaction.Open open, Phase.AwaitingCommit commit, SessionRules rules) {
        SmtpState next = state.idle().withoutTransaction().withOneMoreMessage();
        SmtpAction.MessageReport report = new SmtpAction.MessageReport(
                Optional.of(commit.queueId()), Optional.empty(), open, commit.octets(), commit.findings());
        List<SmtpAction> actions = new ArrayList<>();
        actions.add(new SmtpAction.ReportMessage(report));
        actions.addAll(EndOfData.accepted(
                verb(open),
                open,
                rules.listener(),
                Reply.of(250, EnhancedStatusCode.OK, commit.queueId().text())));
        if (next.messages() < rules.limits().messages()) {
            return new Step(next, actions);
        }
        actions.add(SmtpAction.SendReply.unasked(Reason.TOO_MANY_MESSAGES));
        actions.add(new SmtpAction.Close(CloseCause.TOO_MANY_MESSAGES));
        return new Step(next.in(new Phase.Closed()), actions);
    }

    /** The message is not durable, or nobody knows. */
    public static Step notCommitted(
            SmtpState state,
            Transaction.Open open,
            QueueId queueId,
            long octets,
            List<Finding> findings,
            Reason reason,
            SessionRules rules) {
        return refused(state, open, Optional.of(queueId), octets, findings, reason, rules);
    }

    private static Step refused(
            SmtpState state,
            Transaction.Open open,
            Optional<QueueId> queueId,
            long octets,
            List<Finding> findings,
            Reason reason,
            SessionRules rules) {
        List<SmtpAction> actions = new ArrayList<>();
        actions.add(new SmtpAction.DiscardBody());
        actions.add(new SmtpAction.ReportMessage(
                new SmtpAction.MessageReport(queueId, Optional.of(reason), open, octets, findings)));
        actions.addAll(EndOfData.refused(verb(open), open, rules.listener(), reason));
        return new Step(state.idle().withoutTransaction(), actions);
    }

    private static Verb verb(Transaction.Open open) {
        return open.hasChunks() ? Verb.BDAT : Verb.DATA;
    }

    private static Step commit(
            SmtpState state,
            Transaction.Open open,
            SmtpEvent.BodyReceived body,
            List<Finding> findings,
            Decision.Accept decision,
            SessionRules rules) {
        BodyFacts facts = body.facts();
        Mail mail = Messages.mail(state, open, body, bodyType(open, facts), findings, decision, rules);
        return Step.of(
                state.in(new Phase.AwaitingCommit(body.queueId(), facts.octets(), findings)),
                new SmtpAction.CommitMessage(mail));
    }

    /** QUIRK(many): 8-bit content without BODY=8BITMIME is accepted, but the record says what it is, so that relaying can act. */
    private static BodyType bodyType(Transaction.Open open, BodyFacts facts) {
        BodyType said = open.mail().bodyType();
        return facts.eightBit() && said == BodyType.SEVEN_BIT ? BodyType.EIGHT_BIT_MIME : said;
    }
}
