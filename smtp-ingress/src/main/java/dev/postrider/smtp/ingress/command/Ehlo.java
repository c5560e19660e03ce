package dev.postrider.smtp.ingress.command;

import dev.postrider.smtp.ClientName;
import dev.postrider.smtp.Frame.CommandLine;
import dev.postrider.smtp.Reply;
import dev.postrider.smtp.ingress.policy.Reason;
import dev.postrider.smtp.ingress.session.Greeting;
import dev.postrider.smtp.ingress.session.SessionRules;
import dev.postrider.smtp.ingress.session.SmtpState;
import dev.postrider.smtp.ingress.session.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** EHLO, RFC 5321 s4.1.1.1, and LHLO, RFC 2033 s4.1: tell what this listener can do now. End an open transaction, like RSET. */
public final class Ehlo {
    private Ehlo() {}

    public static Step proceed(SmtpState state, CommandLine line, SessionRules rules) {
        Optional<ClientName> name = ClientName.parse(line.argument());
        if (name.isEmpty()) {
            return Step.refuse(
                    state, line.verb(), line.argument().isEmpty() ? Reason.ARGUMENT_REQUIRED : Reason.BAD_CLIENT_NAME);
        }
        SmtpState next = state.withoutTransaction().greeted(new Greeting.Given(name.get(), true));
        return Step.reply(next, line.verb(), new Reply(250, Optional.empty(), capabilities(next, rules)));
    }

    /** RFC 5321 s4.1.1.1: the first line is our name, each other one is an extension. */
    static List<String> capabilities(SmtpState state, SessionRules rules) {
        List<String> lines = new ArrayList<>(10);
        lines.add(rules.hostname());
        lines.add("PIPELINING");
        lines.add("SIZE " + rules.limits().messageOctets());
        lines.add("8BITMIME");
        lines.add("SMTPUTF8");
        lines.add("ENHANCEDSTATUSCODES");
        lines.add("CHUNKING");
        lines.add("DSN");
        if (rules.listener().startTls() && !state.encryption().isActive()) {
            lines.add("STARTTLS");
        }
        // RFC 4954 s4: never before TLS, and not again after a login.
        if (rules.listener().servesAuthentication()
                && state.encryption().isActive()
                && !state.login().isAuthenticated()) {
            lines.add("AUTH PLAIN LOGIN");
        }
        return lines;
    }
}
