package dev.postrider.imap.command;

import dev.postrider.imap.grammar.CommandReader;
import dev.postrider.imap.grammar.Tag;
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
        return next(state, tag, verb(), begin(offered.get()), rules);
    }

    private SaslStep begin(SaslMechanism chosen) {
        if (initialResponse.isEmpty()) {
            return SaslServer.begin(chosen, Optional.empty(), Capabilities.SASL);
        }
        String initial = initialResponse.get();
        // RFC 4959 s3: "=" stands for an initial response of no octets.
        Optional<String> response = initial.equals("=") ? Optional.of("") : SaslText.decode(initial);
        return response.isPresent()
                ? SaslServer.begin(chosen, response, Capabilities.SASL)
                : new SaslStep.Failed(SaslFailure.MALFORMED);
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

    /** A line that would answer a challenge, and is longer than any may be. */
    public static Step tooLong(ImapState state, Tag tag, SessionRules rules) {
        return next(state, tag, Verb.AUTHENTICATE, new SaslStep.Failed(SaslFailure.MALFORMED), rules);
    }

    /** Goes on with an exchange; with LOGIN, too, which is one without challenges. */
    static Step next(ImapState state, Tag tag, Verb verb, SaslStep step, SessionRules rules) {
        return switch (step) {
            case SaslStep.Challenge(String text, SaslExchange exchange) ->
                Step.of(
                        state.in(new Phase.AwaitingSaslResponse(tag, exchange)),
                        new ImapAction.Send("+ " + SaslText.encode(text) + "\r\n"));
            case SaslStep.Inquire(SaslInquiry.Password asked) ->
                Step.of(state.in(new Phase.AwaitingLogin(tag, verb)), new ImapAction.CheckLogin(asked));
            case SaslStep.Inquire _, SaslStep.Passed _ ->
                throw new IllegalStateException("No mechanism that is offered comes to this");
            case SaslStep.Failed(SaslFailure failure) -> failed(state, tag, verb, failure, rules);
        };
    }

    /** RFC 3501 s6.2.2: what is cancelled or cannot be read is BAD; what can be read and is not right is a failed login. */
    private static Step failed(ImapState state, Tag tag, Verb verb, SaslFailure failure, SessionRules rules) {
        Step answer = switch (failure) {
            case MALFORMED -> Replies.bad(state, tag, verb, "Invalid response");
            case CANCELLED -> Replies.bad(state, tag, verb, "Cancelled");
            case INVALID, CHANNEL_BINDING -> LogIn.checked(state, tag, verb, LoginCheck.Refused.INVALID, rules);
            case DISABLED -> LogIn.checked(state, tag, verb, LoginCheck.Refused.DISABLED, rules);
            case THROTTLED -> LogIn.checked(state, tag, verb, LoginCheck.Refused.THROTTLED, rules);
            case UNAVAILABLE -> LogIn.checked(state, tag, verb, LoginCheck.Refused.UNAVAILABLE, rules);
        };
        return answer.after(new ImapAction.ReportLoginFailure(verb, failure));
    }

    @Override
    public String toString() {
        return "Authenticate[mechanism=" + mechanism + "]";
    }
}
