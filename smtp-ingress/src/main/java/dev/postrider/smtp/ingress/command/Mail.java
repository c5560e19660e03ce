package dev.postrider.smtp.ingress.command;

import dev.postrider.mail.EnhancedStatusCode;
import dev.postrider.smtp.Frame.CommandLine;
import dev.postrider.smtp.GrammarFault;
import dev.postrider.smtp.MailCommand;
import dev.postrider.smtp.Parsed;
import dev.postrider.smtp.Reply;
import dev.postrider.smtp.ReversePath;
import dev.postrider.smtp.Verb;
import dev.postrider.smtp.ingress.policy.Reason;
import dev.postrider.smtp.ingress.session.Greeting;
import dev.postrider.smtp.ingress.session.Login;
import dev.postrider.smtp.ingress.session.Phase;
import dev.postrider.smtp.ingress.session.SessionRules;
import dev.postrider.smtp.ingress.session.SmtpAction;
import dev.postrider.smtp.ingress.session.SmtpEvent;
import dev.postrider.smtp.ingress.session.SmtpState;
import dev.postrider.smtp.ingress.session.Step;
import dev.postrider.smtp.ingress.session.Transaction;
import java.util.Optional;

/** MAIL, RFC 5321 s4.1.1.2: begins a transaction. A login may only send as what belongs to it (RFC 6409 s6.1). */
public final class Mail {
    private static final Reply SENDER_OK = Reply.of(250, EnhancedStatusCode.SENDER_OK, "Sender ok");

    private Mail() {}

    public static Step proceed(SmtpState state, CommandLine line, SessionRules rules) {
        Optional<Reason> obstacle = check(state, rules);
        if (obstacle.isPresent()) {
            return Step.refuse(state, Verb.MAIL, obstacle.get());
        }
        return switch (MailCommand.parse(line.argument(), rules.served())) {
            case Parsed.Invalid<MailCommand>(GrammarFault fault) -> Step.refuse(state, Verb.MAIL, reason(fault));
            case Parsed.Valid<MailCommand>(MailCommand mail) -> begin(state, mail, rules);
        };
    }

    /** The directory has answered whether the login may send as this. */
    public static Step senderChecked(SmtpState state, MailCommand mail, SmtpEvent.SenderCheck result) {
        return switch (result) {
            case ALLOWED -> open(state.idle(), mail);
            case FORBIDDEN -> Step.refuse(state.idle(), Verb.MAIL, Reason.SENDER_NOT_OWNED);
            case UNAVAILABLE -> Step.refuse(state.idle(), Verb.MAIL, Reason.DIRECTORY_UNAVAILABLE);
        };
    }

    private static Optional<Reason> check(SmtpState state, SessionRules rules) {
        if (state.greeting() instanceof Greeting.None) {
            return Optional.of(rules.listener().speaksLmtp() ? Reason.LHLO_FIRST : Reason.EHLO_FIRST);
        }
        if (rules.listener().requiresAuthentication() && !state.login().isAuthenticated()) {
            return Optional.of(Reason.AUTHENTICATION_REQUIRED);
        }
        return state.transaction().isOpen() ? Optional.of(Reason.MAIL_ALREADY_GIVEN) : Optional.empty();
    }

    private static Step begin(SmtpState state, MailCommand mail, SessionRules rules) {
        if (mail.requests().requireTls() && !state.encryption().isActive()) {
            return Step.refuse(state, Verb.MAIL, Reason.REQUIRETLS_NEEDS_TLS);
        }
        // RFC 1870 s6.1: what is announced to be too big is refused before it travels.
        if (mail.sizeOctets().orElse(0) > rules.limits().messageOctets()) {
            return Step.refuse(state, Verb.MAIL, Reason.MESSAGE_TOO_BIG);
        }
        return switch (state.login()) {
            case Login.Anonymous ignored -> open(state, mail);
            case Login.User(long accountId, String login) ->
                switch (mail.reversePath()) {
                    // A client's own reports (RFC 8098) come from <>.
                    case ReversePath.Null ignored -> open(state, mail);
                    case ReversePath.Mailbox(var address) ->
                        Step.of(
                                state.in(new Phase.AwaitingSenderCheck(mail)),
                                new SmtpAction.CheckSender(accountId, address.toString()));
                };
        };
    }

    private static Step open(SmtpState state, MailCommand mail) {
        int octets = mail.reversePath().text().length()
                + mail.envid().map(String::length).orElse(0);
        return Step.reply(state.within(new Transaction.Open(mail, octets)), Verb.MAIL, SENDER_OK);
    }

    private static Reason reason(GrammarFault fault) {
        return switch (fault) {
            case NO_PATH -> Reason.BAD_MAIL_SYNTAX;
            case BAD_ADDRESS, ADDRESS_TOO_LONG -> Reason.BAD_SENDER_ADDRESS;
            case NEEDS_SMTPUTF8 -> Reason.SENDER_NEEDS_SMTPUTF8;
            case UNKNOWN_PARAMETER -> Reason.UNKNOWN_PARAMETER;
            case REPEATED_PARAMETER -> Reason.REPEATED_PARAMETER;
            case BAD_PARAMETER -> Reason.BAD_PARAMETER;
        };
    }
}
