package dev.postrider.imap.command;

import dev.postrider.imap.grammar.CommandReader;
import dev.postrider.imap.grammar.Tag;
import dev.postrider.imap.port.Credentials;
import dev.postrider.imap.session.Capabilities;
import dev.postrider.imap.session.ImapAction;
import dev.postrider.imap.session.ImapState;
import dev.postrider.imap.session.Phase;
import dev.postrider.imap.session.Replies;
import dev.postrider.imap.session.SessionRules;
import dev.postrider.imap.session.Step;
import dev.postrider.imap.session.Verb;
import dev.postrider.sasl.SaslText;
import java.util.Optional;

/** AUTHENTICATE, RFC 3501 s6.2.2, with PLAIN (RFC 4616) and an initial response (RFC 4959). Does not show the response. */
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
        if (!mechanism.equals("PLAIN")) {
            return Replies.no(state, tag, verb(), "[CANNOT] Unknown mechanism");
        }
        return initialResponse
                .map(response -> respond(state, tag, response.equals("=") ? "" : response))
                .orElseGet(() -> Step.of(state.in(new Phase.AwaitingSaslResponse(tag)), new ImapAction.Send("+ \r\n")));
    }

    /** The response to the challenge. */
    public static Step respond(ImapState state, Tag tag, String response) {
        if (response.equals("*")) {
            return Replies.bad(state, tag, Verb.AUTHENTICATE, "Cancelled");
        }
        return SaslText.decode(response)
                .map(message -> plain(state, tag, message))
                .orElseGet(() -> Replies.bad(state, tag, Verb.AUTHENTICATE, "Invalid response"));
    }

    /** {@code message = [authzid] UTF8NUL authcid UTF8NUL passwd}. To act as somebody else is not possible here. */
    private static Step plain(ImapState state, Tag tag, String message) {
        String[] parts = message.split("\0", -1);
        if (parts.length != 3) {
            return Replies.bad(state, tag, Verb.AUTHENTICATE, "Invalid response");
        }
        if (!parts[0].isEmpty() && !parts[0].equals(parts[1])) {
            return Replies.no(state, tag, Verb.AUTHENTICATE, "[AUTHORIZATIONFAILED] Not as somebody else");
        }
        return LogIn.check(state, tag, Verb.AUTHENTICATE, new Credentials(parts[1], parts[2]));
    }

    @Override
    public String toString() {
        return "Authenticate[mechanism=" + mechanism + "]";
    }
}
