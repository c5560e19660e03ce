package dev.postrider.imap.command;

import dev.postrider.imap.grammar.CommandReader;
import dev.postrider.imap.grammar.Tag;
import dev.postrider.imap.port.LoginCheck;
import dev.postrider.imap.session.Capabilities;
import dev.postrider.imap.session.CloseCause;
import dev.postrider.imap.session.ImapAction;
import dev.postrider.imap.session.ImapState;
import dev.postrider.imap.session.Login;
import dev.postrider.imap.session.Phase;
import dev.postrider.imap.session.Replies;
import dev.postrider.imap.session.SessionRules;
import dev.postrider.imap.session.Status;
import dev.postrider.imap.session.Step;
import dev.postrider.imap.session.Verb;
import dev.postrider.sasl.SaslExchange;
import dev.postrider.sasl.SaslServer;

/** LOGIN, RFC 3501 s6.2.3; and the end of every login, AUTHENTICATE's too. Does not show the password. */
public record LogIn(String login, String password) implements Command {
    /** {@code login = "LOGIN" SP userid SP password}, both {@code astring}. */
    static Command parse(CommandReader in) {
        in.space();
        String user = in.astring();
        in.space();
        return new LogIn(CommandReader.utf8(user), CommandReader.utf8(in.astring()));
    }

    @Override
    public Verb verb() {
        return Verb.LOGIN;
    }

    @Override
    public Step start(ImapState state, Tag tag, SessionRules rules) {
        return Capabilities.mayLogIn(state)
                ? Authenticate.next(
                        state, tag, verb(), SaslServer.respond(new SaslExchange.LoginPassword(login), password), rules)
                : Replies.no(state, tag, verb(), "[PRIVACYREQUIRED] Not without TLS");
    }

    /** The directory has answered, or need not be asked. */
    public static Step checked(ImapState state, Tag tag, Verb verb, LoginCheck result, SessionRules rules) {
        return switch (result) {
            case LoginCheck.Passed(long accountId, String login) -> {
                ImapState user =
                        state.loggedIn(new Login.User(accountId, login)).ready();
                yield Step.of(
                        user,
                        new ImapAction.WatchAccount(accountId),
                        ImapAction.Complete.of(
                                tag, verb, Status.OK, "[CAPABILITY " + Capabilities.of(user, rules) + "] Logged in"));
            }
            case LoginCheck.Refused refused -> {
                ImapState failed = countsAsFailure(refused) ? state.afterLoginFailure() : state;
                if (failed.loginFailures() >= rules.loginFailures()) {
                    yield Step.of(
                            failed.in(new Phase.Closed()),
                            ImapAction.Complete.of(tag, verb, Status.NO, text(refused)),
                            new ImapAction.Send("* BYE Too many failed logins\r\n"),
                            new ImapAction.Close(CloseCause.TOO_MANY_ERRORS));
                }
                yield refuse(failed, tag, verb, refused, rules.freeLoginFailures());
            }
        };
    }

    private static Step refuse(ImapState state, Tag tag, Verb verb, LoginCheck.Refused refused, int free) {
        ImapAction.Complete answer = ImapAction.Complete.of(tag, verb, Status.NO, text(refused));
        return state.loginFailures() > free
                ? Step.of(state.in(new Phase.AwaitingPenalty(answer)), new ImapAction.ServePenalty())
                : Step.of(state.ready(), answer);
    }

    private static boolean countsAsFailure(LoginCheck.Refused refused) {
        return switch (refused) {
            case INVALID, DISABLED, THROTTLED -> true;
            case TOO_MANY_CONNECTIONS, UNAVAILABLE -> false;
        };
    }

    /** RFC 5530 s3. Whether the user or the password is wrong is nobody's business. */
    private static String text(LoginCheck.Refused refused) {
        return switch (refused) {
            case INVALID -> "[AUTHENTICATIONFAILED] Invalid credentials";
            case DISABLED -> "[AUTHORIZATIONFAILED] The account is disabled";
            case THROTTLED -> "[UNAVAILABLE] Too many attempts, try again later";
            case TOO_MANY_CONNECTIONS -> "[LIMIT] Too many connections of this account";
            case UNAVAILABLE -> "[UNAVAILABLE] Logins cannot be checked now, try again later";
        };
    }

    @Override
    public String toString() {
        return "LogIn[login=" + login + "]";
    }
}
