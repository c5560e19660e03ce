package dev.postrider.smtp.ingress.command;

import dev.postrider.mail.EnhancedStatusCode;
import dev.postrider.sasl.SaslAnswer;
import dev.postrider.sasl.SaslExchange;
import dev.postrider.sasl.SaslFailure;
import dev.postrider.sasl.SaslInquiry;
import dev.postrider.sasl.SaslMechanism;
import dev.postrider.sasl.SaslServer;
import dev.postrider.sasl.SaslStep;
import dev.postrider.sasl.SaslTerms;
import dev.postrider.sasl.SaslText;
import dev.postrider.smtp.Frame;
import dev.postrider.smtp.Frame.CommandLine;
import dev.postrider.smtp.Reply;
import dev.postrider.smtp.Verb;
import dev.postrider.smtp.ingress.policy.Reason;
import dev.postrider.smtp.ingress.session.CloseCause;
import dev.postrider.smtp.ingress.session.Greeting;
import dev.postrider.smtp.ingress.session.Login;
import dev.postrider.smtp.ingress.session.Phase;
import dev.postrider.smtp.ingress.session.SessionRules;
import dev.postrider.smtp.ingress.session.SmtpAction;
import dev.postrider.smtp.ingress.session.SmtpState;
import dev.postrider.smtp.ingress.session.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * AUTH, RFC 4954: carries SASL exchanges. A failure that says something about a login, whatever it says, is answered after the same delay,
 * counts, and one too many ends the session.
 */
public final class Auth {
    private static final Reply PASSED = Reply.of(235, EnhancedStatusCode.AUTHENTICATED, "Authentication succeeded");

    private Auth() {}

    public static Step proceed(SmtpState state, CommandLine line, SessionRules rules) {
        Optional<Reason> obstacle = check(state, line, rules);
        if (obstacle.isPresent()) {
            return Step.refuse(state, Verb.AUTH, obstacle.get());
        }
        String argument = line.argument();
        int space = argument.indexOf(' ');
        SaslTerms terms = terms(state, rules);
        Optional<SaslMechanism> mechanism = SaslMechanism.of(space < 0 ? argument : argument.substring(0, space))
                .filter(terms.offered()::contains);
        if (mechanism.isEmpty()) {
            return Step.refuse(state, Verb.AUTH, Reason.UNKNOWN_MECHANISM);
        }
        if (space < 0) {
            return next(state, mechanism.get(), SaslServer.begin(mechanism.get(), Optional.empty(), terms), rules);
        }
        String initial = argument.substring(space + 1).strip();
        // RFC 4954 s4: "=" stands for an initial response of no octets.
        Optional<String> response = initial.equals("=") ? Optional.of("") : SaslText.decode(initial);
        return next(
                state,
                mechanism.get(),
                response.isPresent()
                        ? SaslServer.begin(mechanism.get(), response, terms)
                        : new SaslStep.Failed(SaslFailure.MALFORMED),
                rules);
    }

    /** A line that answers a challenge. */
    public static Step respond(
            SmtpState state, SaslMechanism mechanism, SaslExchange exchange, Frame frame, SessionRules rules) {
        SaslStep step = switch (frame) {
            case Frame.MalformedLine ignored -> new SaslStep.Failed(SaslFailure.MALFORMED);
            case CommandLine(String text, int ignored) ->
                text.equals("*")
                        ? new SaslStep.Failed(SaslFailure.CANCELLED)
                        : SaslText.decode(text)
                                .map(response -> SaslServer.respond(exchange, response))
                                .orElseGet(() -> new SaslStep.Failed(SaslFailure.MALFORMED));
        };
        return next(state, mechanism, step, rules);
    }

    /** The directory has answered. */
    public static Step answered(
            SmtpState state, SaslMechanism mechanism, SaslInquiry inquiry, SaslAnswer answer, SessionRules rules) {
        return next(state, mechanism, SaslServer.answered(inquiry, answer), rules);
    }

    /** A failure has been held back for long enough. */
    public static Step refusalDue(SmtpState state, Reason reason, SessionRules rules) {
        int failures = state.login() instanceof Login.Anonymous(int before) ? before + 1 : 1;
        SmtpState counted = state.idle().loggedIn(new Login.Anonymous(failures));
        return failures < rules.authentication().failuresPerSession()
                ? Step.refuse(counted, Verb.AUTH, reason)
                : Step.of(
                        counted.in(new Phase.Closed()),
                        SmtpAction.SendReply.refusal(Verb.AUTH, reason),
                        SmtpAction.SendReply.unasked(Reason.TOO_MANY_LOGIN_FAILURES),
                        new SmtpAction.Close(CloseCause.TOO_MANY_LOGIN_FAILURES));
    }

    /** On what terms a client may log in now. */
    static SaslTerms terms(SmtpState state, SessionRules rules) {
        return rules.authentication().terms(state.encryption().binding());
    }

    private static Optional<Reason> check(SmtpState state, CommandLine line, SessionRules rules) {
        if (!rules.listener().servesAuthentication()) {
            return Optional.of(Reason.COMMAND_NOT_IMPLEMENTED);
        }
        if (state.greeting() instanceof Greeting.None) {
            return Optional.of(Reason.EHLO_FIRST);
        }
        if (!state.encryption().isActive()) {
            return Optional.of(Reason.ENCRYPTION_REQUIRED);
        }
        if (state.login().isAuthenticated()) {
            return Optional.of(Reason.ALREADY_AUTHENTICATED);
        }
        if (state.transaction().isOpen()) {
            return Optional.of(Reason.IN_TRANSACTION);
        }
        return line.argument().isEmpty() ? Optional.of(Reason.ARGUMENT_REQUIRED) : Optional.empty();
    }

    private static Step next(SmtpState state, SaslMechanism mechanism, SaslStep step, SessionRules rules) {
        return switch (step) {
            case SaslStep.Challenge(String text, SaslExchange exchange) -> {
                SmtpState waiting = state.in(new Phase.AwaitingSaslResponse(mechanism, exchange));
                SmtpAction challenge = SmtpAction.SendReply.to(Verb.AUTH, Reply.of(334, SaslText.encode(text)));
                // Counted now: many clients go away when they read why.
                yield exchange instanceof SaslExchange.TokenRefused
                        ? Step.of(waiting, report(mechanism, SaslFailure.INVALID), challenge)
                        : Step.of(waiting, challenge);
            }
            case SaslStep.Inquire(SaslInquiry inquiry) ->
                Step.of(
                        state.in(new Phase.AwaitingAuthentication(mechanism, inquiry)),
                        new SmtpAction.CheckLogin(inquiry));
            case SaslStep.Passed(long accountId, String login) ->
                Step.of(
                        state.idle().loggedIn(new Login.User(accountId, login)),
                        new SmtpAction.ReportLogin(mechanism, Optional.empty()),
                        SmtpAction.SendReply.to(Verb.AUTH, PASSED));
            case SaslStep.Failed(SaslFailure failure) -> {
                boolean counted = state.phase() instanceof Phase.AwaitingSaslResponse(var ignored, var exchange)
                        && exchange instanceof SaslExchange.TokenRefused;
                yield failed(
                        state,
                        failure,
                        counted ? List.of() : List.of(report(mechanism, failure)),
                        rules.authentication().failureDelay());
            }
        };
    }

    private static SmtpAction report(SaslMechanism mechanism, SaslFailure failure) {
        return new SmtpAction.ReportLogin(mechanism, Optional.of(failure));
    }

    private static Step failed(SmtpState state, SaslFailure failure, List<SmtpAction> first, Duration delay) {
        List<SmtpAction> actions = new ArrayList<>(first);
        Reason reason = reason(failure);
        return switch (failure) {
            case MALFORMED, CANCELLED, UNAVAILABLE -> {
                actions.add(SmtpAction.SendReply.refusal(Verb.AUTH, reason));
                yield new Step(state.idle(), actions);
            }
            case INVALID, CHANNEL_BINDING, DISABLED, THROTTLED -> {
                actions.add(new SmtpAction.HoldRefusal(delay));
                yield new Step(state.in(new Phase.HoldingRefusal(reason)), actions);
            }
        };
    }

    private static Reason reason(SaslFailure failure) {
        return switch (failure) {
            case MALFORMED -> Reason.BAD_SASL_RESPONSE;
            case CANCELLED -> Reason.AUTHENTICATION_CANCELLED;
            case INVALID -> Reason.BAD_CREDENTIALS;
            case CHANNEL_BINDING -> Reason.CHANNEL_BINDING_FAILED;
            case DISABLED -> Reason.LOGIN_DISABLED;
            case THROTTLED -> Reason.LOGIN_THROTTLED;
            case UNAVAILABLE -> Reason.AUTHENTICATION_UNAVAILABLE;
        };
    }
}
