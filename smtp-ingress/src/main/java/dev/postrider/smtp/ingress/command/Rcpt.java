package dev.postrider.smtp.ingress.command;

import dev.postrider.mail.EnhancedStatusCode;
import dev.postrider.smtp.Frame.CommandLine;
import dev.postrider.smtp.GrammarFault;
import dev.postrider.smtp.Parsed;
import dev.postrider.smtp.RcptCommand;
import dev.postrider.smtp.Reply;
import dev.postrider.smtp.Verb;
import dev.postrider.smtp.ingress.policy.Limits;
import dev.postrider.smtp.ingress.policy.Reason;
import dev.postrider.smtp.ingress.policy.RecipientPolicy;
import dev.postrider.smtp.ingress.policy.Resolution;
import dev.postrider.smtp.ingress.policy.Target;
import dev.postrider.smtp.ingress.policy.Verdict;
import dev.postrider.smtp.ingress.session.Phase;
import dev.postrider.smtp.ingress.session.Phase.PendingRecipient;
import dev.postrider.smtp.ingress.session.SessionRules;
import dev.postrider.smtp.ingress.session.SmtpAction;
import dev.postrider.smtp.ingress.session.SmtpState;
import dev.postrider.smtp.ingress.session.Step;
import dev.postrider.smtp.ingress.session.Transaction;
import java.util.ArrayList;
import java.util.List;

/**
 * RCPT, RFC 5321 s4.1.1.3. Commands that were pipelined come as a group, and the directory is asked once for all of it; the
 * replies keep their order. Where a recipient leads is decided here and travels with the message.
 */
public final class Rcpt {
    private static final Reply RECIPIENT_OK = Reply.of(250, EnhancedStatusCode.RECIPIENT_OK, "Recipient ok");
    /** What a recipient costs in a record beside its texts: tags, lengths, targets. */
    private static final int RECIPIENT_OVERHEAD_OCTETS = 48;

    private Rcpt() {}

    /** A group of RCPT lines, at least one. */
    public static Step proceed(SmtpState state, List<CommandLine> lines, SessionRules rules) {
        return switch (state.transaction()) {
            case Transaction.None ignored -> refuseAll(state, lines.size(), tooEarly(state, rules));
            case Transaction.Open open ->
                open.hasChunks()
                        ? refuseAll(state, lines.size(), Reason.NOT_AFTER_BDAT)
                        : ask(state, open, lines, rules);
        };
    }

    /** The directory has answered for all that was asked of a group. */
    public static Step resolved(SmtpState state, List<PendingRecipient> group, List<Resolution> resolutions) {
        if (!(state.transaction() instanceof Transaction.Open open)) {
            return refuseAll(state.idle(), group.size(), Reason.MAIL_FIRST);
        }
        List<SmtpAction> replies = new ArrayList<>(group.size());
        List<Transaction.Recipient> accepted = new ArrayList<>(group.size());
        int refused = 0;
        int octets = 0;
        int next = 0;
        for (PendingRecipient pending : group) {
            switch (pending) {
                case PendingRecipient.Refused(Reason reason) -> {
                    replies.add(SmtpAction.SendReply.refusal(Verb.RCPT, reason));
                    refused++;
                }
                case PendingRecipient.Asked(RcptCommand command) -> {
                    // A directory that answers less than it was asked has not answered.
                    Resolution resolution =
                            next < resolutions.size() ? resolutions.get(next) : Resolution.Other.UNAVAILABLE;
                    next++;
                    switch (RecipientPolicy.judge(resolution, state.login().isAuthenticated())) {
                        case Verdict.Accepted ignored -> {
                            replies.add(SmtpAction.SendReply.to(Verb.RCPT, RECIPIENT_OK));
                            accepted.add(new Transaction.Recipient(command, targets(command, resolution)));
                            octets += octets(command);
                        }
                        case Verdict.Refused(Reason reason) -> {
                            replies.add(SmtpAction.SendReply.refusal(Verb.RCPT, reason));
                            refused++;
                        }
                    }
                }
            }
        }
        return new Step(state.idle().within(open.plus(accepted, refused, octets)), replies);
    }

    private static Reason tooEarly(SmtpState state, SessionRules rules) {
        return rules.listener().requiresTls() && !state.encryption().isActive()
                ? Reason.STARTTLS_FIRST
                : Reason.MAIL_FIRST;
    }

    private static Step refuseAll(SmtpState state, int count, Reason reason) {
        List<SmtpAction> replies = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            replies.add(SmtpAction.SendReply.refusal(Verb.RCPT, reason));
        }
        return new Step(state, replies);
    }

    private static Step ask(SmtpState state, Transaction.Open open, List<CommandLine> lines, SessionRules rules) {
        Limits limits = rules.limits();
        List<PendingRecipient> group = new ArrayList<>(lines.size());
        List<String> addresses = new ArrayList<>(lines.size());
        int octets = open.envelopeOctets();
        for (CommandLine line : lines) {
            PendingRecipient pending = switch (parse(line, open, rules)) {
                case Parsed.Invalid<RcptCommand>(GrammarFault fault) -> new PendingRecipient.Refused(reason(fault));
                case Parsed.Valid<RcptCommand>(RcptCommand command) -> {
                    octets += octets(command);
                    // RFC 5321 s4.5.3.1.10: 452, so that the client sends the rest in another transaction.
                    boolean full = open.recipients().size() + addresses.size() >= limits.recipients()
                            || octets > limits.envelopeOctets();
                    yield full
                            ? new PendingRecipient.Refused(Reason.TOO_MANY_RECIPIENTS)
                            : new PendingRecipient.Asked(command);
                }
            };
            group.add(pending);
            if (pending instanceof PendingRecipient.Asked(RcptCommand command)) {
                addresses.add(command.forwardPath().text());
            }
        }
        if (addresses.isEmpty()) {
            return resolved(state, group, List.of());
        }
        return Step.of(
                state.in(new Phase.AwaitingRecipients(List.copyOf(group))),
                new SmtpAction.ResolveRecipients(
                        List.copyOf(addresses), open.mail().sizeOctets()));
    }

    private static Parsed<RcptCommand> parse(CommandLine line, Transaction.Open open, SessionRules rules) {
        Limits limits = rules.limits();
        return line.octets() > limits.commandLineOctets() + limits.extensionOctets()
                ? new Parsed.Invalid<>(GrammarFault.ADDRESS_TOO_LONG)
                : RcptCommand.parse(line.argument(), open.mail().smtputf8(), rules.served());
    }

    private static List<Target> targets(RcptCommand command, Resolution resolution) {
        return resolution instanceof Resolution.Local(List<Target> targets)
                ? targets
                : List.of(new Target.Remote(command.forwardPath().text()));
    }

    private static int octets(RcptCommand command) {
        // Three octets for each character is the most that UTF-8 needs.
        int characters = command.forwardPath().text().length()
                + command.orcpt().map(String::length).orElse(0);
        return characters * 3 + RECIPIENT_OVERHEAD_OCTETS;
    }

    private static Reason reason(GrammarFault fault) {
        return switch (fault) {
            case NO_PATH -> Reason.BAD_RCPT_SYNTAX;
            case BAD_ADDRESS, ADDRESS_TOO_LONG -> Reason.BAD_RECIPIENT_ADDRESS;
            case NEEDS_SMTPUTF8 -> Reason.RECIPIENT_NEEDS_SMTPUTF8;
            case UNKNOWN_PARAMETER -> Reason.UNKNOWN_PARAMETER;
            case REPEATED_PARAMETER -> Reason.REPEATED_PARAMETER;
            case BAD_PARAMETER -> Reason.BAD_PARAMETER;
        };
    }
}
