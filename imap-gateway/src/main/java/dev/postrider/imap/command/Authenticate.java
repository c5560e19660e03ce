package dev.postrider.imap.command;

import dev.postrider.imap.grammar.CommandReader;
import dev.postrider.imap.grammar.Tag;
import dev.postrider.imap.port.Credentials;
import dev.postrider.imap.port.LoginCheck;
import dev.postrider.imap.session.Capabilities;
import dev.postrider.imap.session.ImapAction;
import dev.postrider.imap.session.ImapState;
import dev.postrider.imap.session.Phase;
import dev.postrider.imap.session.Replies;
import dev.postrider.imap.session.SessionRules;
import dev.postrider.imap.session.Step;
import dev.postrider.imap.session.Verb;
import dev.postrider.sasl.SaslExchange;
import dev.postrider.sasl.SaslFailure;
import dev.postrider.sasl.SaslInquiry;
import dev.postrider.sasl.SaslMechanism;
import dev.postrider.sasl.SaslServer;
import dev.postrider.sasl.SaslStep;
import dev.postrider.sasl.SaslText;
import java.util.Optional;

/** AUTHENTICATE, RFC 3501 s6.2.2, with an initial response (RFC 4959): carries SASL exchanges. Does not show the response. */
public record Authenticate(String mechanism, Optional<String> initialResponse) implements Command {
    /** {@code authenticate = "AUTHENTICATE" SP auth-type [SP (base64 / "=")] *(CRLF base64)}. */
    static Command parse(CommandReader in) {
        in.space();
        String mechanism = in.word();
        return new Authenticate(mechanism, in.take(' ') ? Optional.of(in.base64()) : Optional.empty());
    }

    @Override
    public Verb verb() {
        return Verb.AUTHENTICATE;
    }

    @Override
    public Step start(ImapState state, Tag tag, SessionRules rules) {
        if (!Capabilities.mayLogIn(state)) {
            return Replies.no(state, tag, verb(), "[PRIVACYREQUIRED] Not without TLS");
        }
        Optional<SaslMechanism> offered = SaslMechanism.of(mechanism).filter(Capabilities.SASL.offered()::contains);
        if (offered.isEmpty()) {
            return Replies.no(state, tag, verb(), "[CANNOT] Unknown mechanism");
        }
        if (initialResponse.isEmpty()) {
            return next(
                    state, tag, verb(), SaslServer.begin(offered.get(), Optional.empty(), Capabilities.SASL), rules);
        }
        // RFC 4959 s3: "=" stands for an initial response of no octets.
        Optional<String> response =
                initialResponse.get().equals("=") ? Optional.of("") : SaslText.decode(initialResponse.get());
        return next(
                state,
                tag,
                verb(),
                response.isPresent()
                        ? SaslServer.begin(offered.get(), response, Capabilities.SASL)
                        : new SaslStep.Failed(SaslFailure.MALFORMED),
                rules);
    }

    /** A line that answers a challenge. */
    public static Step respond(ImapState state, Tag tag, SaslExchange exchange, String line, SessionRules rules) {
        SaslStep step = line.equals("*")
                ? new SaslStep.Failed(SaslFailure.CANCELLED)
                : SaslText.decode(line)
                        .map(response -> SaslServer.respond(exchange, response))
                        .orElseGet(() -> new SaslStep.Failed(SaslFailure.MALFORMED));
        return next(state, tag, Verb.AUTHENTICATE, step, rules);
    }

    /** Goes on with an exchange; with LOGIN, too, which is one without challenges. */
    static Step next(ImapState state, Tag tag, Verb verb, SaslStep step, SessionRules rules) {
        return switch (step) {
            case SaslStep.Challenge(String text, SaslExchange exchange) ->
                Step.of(
                        state.in(new Phase.AwaitingSaslResponse(tag, exchange)),
                        new ImapAction.Send("+ " + SaslText.encode(text) + "\r\n"));
            case SaslStep.Inquire(SaslInquiry.Password(String login, String password)) ->
                Step.of(
                        state.in(new Phase.AwaitingLogin(tag, verb)),
                        new ImapAction.CheckLogin(new Credentials(login, password)));
            case SaslStep.Inquire _, SaslStep.Passed _ ->
                throw new IllegalStateException("No mechanism that is offered comes to this");
            case SaslStep.Failed(SaslFailure failure) -> failed(state, tag, verb, failure, rules);
        };
    }

    /** RFC 3501 s6.2.2: what is cancelled or cannot be read is BAD; what can be read and is not right is a failed login. */
    private static Step failed(ImapState state, Tag tag, Verb verb, SaslFailure failure, SessionRules rules) {
        return switch (failure) {
            case MALFORMED -> Replies.bad(state, tag, verb, "Invalid response");
            case CANCELLED -> Replies.bad(state, tag, verb, "Cancelled");
            case INVALID, CHANNEL_BINDING -> LogIn.checked(state, tag, verb, LoginCheck.Refused.INVALID, rules);
            case DISABLED -> LogIn.checked(state, tag, verb, LoginCheck.Refused.DISABLED, rules);
            case THROTTLED -> LogIn.checked(state, tag, verb, LoginCheck.Refused.THROTTLED, rules);
            case UNAVAILABLE -> LogIn.checked(state, tag, verb, LoginCheck.Refused.UNAVAILABLE, rules);
        };
    }

    @Override
    public String toString() {
        return "Authenticate[mechanism=" + mechanism + "]";
    }
}
