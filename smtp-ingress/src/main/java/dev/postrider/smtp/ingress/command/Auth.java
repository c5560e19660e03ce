package dev.postrider.smtp.ingress.command;

import dev.postrider.mail.EnhancedStatusCode;
import dev.postrider.smtp.Frame;
import dev.postrider.smtp.Frame.CommandLine;
import dev.postrider.smtp.Reply;
import dev.postrider.smtp.Verb;
import dev.postrider.smtp.ingress.policy.Reason;
import dev.postrider.smtp.ingress.session.Credentials;
import dev.postrider.smtp.ingress.session.Greeting;
import dev.postrider.smtp.ingress.session.Login;
import dev.postrider.smtp.ingress.session.Phase;
import dev.postrider.smtp.ingress.session.SaslExchange;
import dev.postrider.smtp.ingress.session.SessionRules;
import dev.postrider.smtp.ingress.session.SmtpAction;
import dev.postrider.smtp.ingress.session.SmtpEvent;
import dev.postrider.smtp.ingress.session.SmtpState;
import dev.postrider.smtp.ingress.session.Step;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * AUTH, RFC 4954, with PLAIN (RFC 4616) and LOGIN. Other mechanisms get their place beside these two, each with its own {@code
 * SaslExchange}.
 */
public final class Auth {
    private static final Reply EMPTY_CHALLENGE = Reply.of(334, "");
    /** "Username:" and "Password:" in base 64: what every client of LOGIN waits for. */
    private static final Reply ASK_LOGIN = Reply.of(334, "VXNlcm5hbWU6");

    private static final Reply ASK_PASSWORD = Reply.of(334, "UGFzc3dvcmQ6");
    private static final Reply PASSED = Reply.of(235, EnhancedStatusCode.AUTHENTICATED, "Authentication succeeded");

    private Auth() {}

    public static Step proceed(SmtpState state, CommandLine line, SessionRules rules) {
        Optional<Reason> obstacle = check(state, line, rules);
        if (obstacle.isPresent()) {
            return Step.refuse(state, Verb.AUTH, obstacle.get());
        }
        String argument = line.argument();
        int space = argument.indexOf(' ');
        String mechanism = (space < 0 ? argument : argument.substring(0, space)).toUpperCase(Locale.ROOT);
        Optional<String> initial = space < 0
                ? Optional.empty()
                : Optional.of(argument.substring(space + 1).strip());
        return switch (mechanism) {
            case "PLAIN" -> begin(state, new SaslExchange.Plain(), EMPTY_CHALLENGE, initial);
            case "LOGIN" -> begin(state, new SaslExchange.LoginName(), ASK_LOGIN, initial);
            default -> Step.refuse(state, Verb.AUTH, Reason.UNKNOWN_MECHANISM);
        };
    }

    /** A line that answers a challenge. */
    public static Step respond(SmtpState state, SaslExchange exchange, Frame frame) {
        return switch (frame) {
            case Frame.MalformedLine ignored -> Step.refuse(state.idle(), Verb.AUTH, Reason.BAD_SASL_RESPONSE);
            case CommandLine(String text, int octets) ->
                text.equals("*")
                        ? Step.refuse(state.idle(), Verb.AUTH, Reason.AUTHENTICATION_CANCELLED)
                        : decode(text)
                                .map(response -> advance(state, exchange, response))
                                .orElseGet(() -> Step.refuse(state.idle(), Verb.AUTH, Reason.BAD_SASL_RESPONSE));
        };
    }

    /** The directory has answered. */
    public static Step checked(SmtpState state, SmtpEvent.LoginCheck result) {
        return switch (result) {
            case SmtpEvent.LoginCheck.Passed(long accountId, String login) ->
                Step.reply(state.idle().loggedIn(new Login.User(accountId, login)), Verb.AUTH, PASSED);
            case SmtpEvent.LoginCheck.Failed(Reason reason) -> Step.refuse(state.idle(), Verb.AUTH, reason);
        };
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

    private static Step begin(SmtpState state, SaslExchange exchange, Reply challenge, Optional<String> initial) {
        if (initial.isEmpty()) {
            return Step.reply(state.in(new Phase.AwaitingSaslResponse(exchange)), Verb.AUTH, challenge);
        }
        // RFC 4954 s4: "=" stands for an initial response of no octets.
        return (initial.get().equals("=") ? Optional.of("") : decode(initial.get()))
                .map(response -> advance(state, exchange, response))
                .orElseGet(() -> Step.refuse(state, Verb.AUTH, Reason.BAD_SASL_RESPONSE));
    }

    private static Step advance(SmtpState state, SaslExchange exchange, String response) {
        return switch (exchange) {
            case SaslExchange.Plain ignored -> plain(state, response);
            case SaslExchange.LoginName ignored ->
                Step.reply(
                        state.in(new Phase.AwaitingSaslResponse(new SaslExchange.LoginPassword(response))),
                        Verb.AUTH,
                        ASK_PASSWORD);
            case SaslExchange.LoginPassword(String login) -> ask(state, login, response);
        };
    }

    /** {@code message = [authzid] UTF8NUL authcid UTF8NUL passwd}. To act as somebody else is not possible here. */
    private static Step plain(SmtpState state, String message) {
        String[] parts = message.split("\0", -1);
        if (parts.length != 3 || parts[1].isEmpty()) {
            return Step.refuse(state.idle(), Verb.AUTH, Reason.BAD_SASL_RESPONSE);
        }
        if (!parts[0].isEmpty() && !parts[0].equals(parts[1])) {
            return Step.refuse(state.idle(), Verb.AUTH, Reason.BAD_CREDENTIALS);
        }
        return ask(state, parts[1], parts[2]);
    }

    private static Step ask(SmtpState state, String login, String password) {
        // RFC 4616 s2: neither may be empty, and an empty password must never reach a directory that takes it for
        // anonymous.
        return login.isEmpty() || password.isEmpty()
                ? Step.refuse(state.idle(), Verb.AUTH, Reason.BAD_CREDENTIALS)
                : Step.of(
                        state.in(new Phase.AwaitingAuthentication()),
                        new SmtpAction.CheckLogin(new Credentials(login, password)));
    }

    /** Base 64 of UTF-8; empty if it is not. */
    private static Optional<String> decode(String text) {
        try {
            byte[] octets = Base64.getDecoder().decode(text);
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString());
        } catch (IllegalArgumentException | CharacterCodingException malformed) {
            return Optional.empty();
        }
    }
}
