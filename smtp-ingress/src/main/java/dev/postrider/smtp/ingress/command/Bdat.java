package dev.postrider.smtp.ingress.command;

import dev.postrider.mail.EnhancedStatusCode;
import dev.postrider.mail.QueueId;
import dev.postrider.smtp.BdatCommand;
import dev.postrider.smtp.Frame.CommandLine;
import dev.postrider.smtp.Reply;
import dev.postrider.smtp.Verb;
import dev.postrider.smtp.ingress.policy.ContentPolicy;
import dev.postrider.smtp.ingress.policy.Limits;
import dev.postrider.smtp.ingress.policy.Reason;
import dev.postrider.smtp.ingress.policy.Verdict;
import dev.postrider.smtp.ingress.session.CloseCause;
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
 * BDAT, RFC 3030 s2: a message in chunks of known size. Whatever the answer is, it comes behind the chunk, and the chunk's octets are
 * never read as commands. After a refused chunk the transaction takes no more: those that are under way are refused up to the last,
 * so that no message is ever made of a part of its chunks.
 */
public final class Bdat {
    private Bdat() {}

    public static Step proceed(SmtpState state, CommandLine line, SessionRules rules) {
        Limits limits = rules.limits();
        Optional<BdatCommand> command = BdatCommand.parse(line.argument());
        if (command.isEmpty()) {
            return Step.of(
                    state.in(new Phase.Closed()),
                    SmtpAction.SendReply.refusal(Verb.BDAT, Reason.CHUNK_SIZE_UNKNOWN),
                    new SmtpAction.Close(CloseCause.CHUNK_SIZE_UNKNOWN));
        }
        BdatCommand chunk = command.get();
        if (chunk.octets() > limits.endurableOctets()) {
            // RFC-DEVIATION: RFC 3030 s2 wants it read to its end first, which may be never.
            return Step.of(
                    state.in(new Phase.Closed()),
                    SmtpAction.SendReply.refusal(Verb.BDAT, Reason.MESSAGE_TOO_BIG),
                    new SmtpAction.Close(CloseCause.BODY_OVERRUN));
        }
        return switch (state.transaction()) {
            case Transaction.None ignored -> skip(state, chunk, Reason.MAIL_FIRST);
            case Transaction.Open open ->
                obstacle(open, chunk, rules)
                        .map(reason -> skip(state, chunk, reason))
                        .orElseGet(() -> receive(state, open, chunk, rules));
        };
    }

    /** A chunk is with those before it. */
    public static Step received(
            SmtpState state, Transaction.Open open, boolean last, SmtpEvent.ChunkReceived chunk, SessionRules rules) {
        if (last) {
            return Data.received(
                    state, open, new SmtpEvent.BodyReceived(chunk.queueId(), chunk.nowMs(), chunk.facts()), rules);
        }
        // Nothing that speaks against a message's beginning is made good by its rest.
        return switch (ContentPolicy.judge(chunk.facts(), open.mail().bodyType(), rules.limits())) {
            case Verdict.Refused(Reason reason) ->
                Step.of(
                        state.idle().within(failed(open)),
                        new SmtpAction.DiscardBody(),
                        report(open, Optional.of(chunk.queueId()), reason),
                        SmtpAction.SendReply.refusal(Verb.BDAT, reason));
            case Verdict.Accepted ignored ->
                Step.reply(
                        state.idle(),
                        Verb.BDAT,
                        Reply.of(250, EnhancedStatusCode.OK, open.chunkOctets() + " octets received"));
        };
    }

    /** A chunk that was refused has gone by. */
    public static Step skipped(SmtpState state, boolean last, Reason reason, SessionRules rules) {
        return switch (state.transaction()) {
            case Transaction.None ignored ->
                new Step(state.idle(), refusals(last && rules.listener().speaksLmtp() ? 0 : 1, reason));
            case Transaction.Open open -> {
                List<SmtpAction> actions = new ArrayList<>();
                if (reason == Reason.MESSAGE_TOO_BIG) {
                    actions.add(report(open, Optional.empty(), reason));
                }
                // RFC 2033 s4.3: the last chunk has as many replies as there are recipients, and may have none.
                boolean each = last && rules.listener().speaksLmtp();
                actions.addAll(refusals(each ? open.recipients().size() : 1, reason));
                SmtpState next = last ? state.withoutTransaction() : state.within(failed(open));
                yield new Step(next.idle(), actions);
            }
        };
    }

    private static Optional<Reason> obstacle(Transaction.Open open, BdatCommand chunk, SessionRules rules) {
        if (open.chunks().filter(Transaction.Chunks::failed).isPresent()) {
            return Optional.of(Reason.CHUNKS_FAILED);
        }
        boolean tooBig = chunk.octets() > rules.limits().messageOctets() - open.chunkOctets();
        return Data.nobodyToTakeIt(open, rules)
                .or(() -> tooBig ? Optional.of(Reason.MESSAGE_TOO_BIG) : Optional.empty());
    }

    private static Step receive(SmtpState state, Transaction.Open open, BdatCommand chunk, SessionRules rules) {
        Transaction.Open more = open.with(new Transaction.Chunks(open.chunkOctets() + chunk.octets(), false));
        SmtpState next = state.within(more).in(new Phase.ReceivingChunk(chunk.last()));
        SmtpAction take = new SmtpAction.ReceiveChunk(chunk);
        return open.hasChunks() ? Step.of(next, take) : Step.of(next, Data.receiveBody(state, open, rules, true), take);
    }

    private static Step skip(SmtpState state, BdatCommand chunk, Reason reason) {
        return Step.of(
                state.in(new Phase.SkippingChunk(chunk.last(), reason)),
                new SmtpAction.DiscardBody(),
                new SmtpAction.ReceiveChunk(chunk));
    }

    private static Transaction.Open failed(Transaction.Open open) {
        return open.with(new Transaction.Chunks(open.chunkOctets(), true));
    }

    private static SmtpAction report(Transaction.Open open, Optional<QueueId> queueId, Reason reason) {
        return new SmtpAction.ReportMessage(
                new SmtpAction.MessageReport(queueId, Optional.of(reason), open, open.chunkOctets(), List.of()));
    }

    /** The metrics and the count of errors know the first of several. */
    private static List<SmtpAction> refusals(int count, Reason reason) {
        List<SmtpAction> replies = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            replies.add(
                    i == 0
                            ? SmtpAction.SendReply.refusal(Verb.BDAT, reason)
                            : new SmtpAction.SendReply(Optional.empty(), reason.reply(), Optional.of(reason)));
        }
        return replies;
    }
}
