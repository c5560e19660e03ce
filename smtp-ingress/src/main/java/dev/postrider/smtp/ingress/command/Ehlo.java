package dev.postrider.smtp.ingress.command;

import dev.postrider.sasl.SaslMechanism;
import dev.postrider.smtp.ClientName;
import dev.postrider.smtp.Extension;
import dev.postrider.smtp.Frame.CommandLine;
import dev.postrider.smtp.Reply;
import dev.postrider.smtp.ingress.policy.Limits;
import dev.postrider.smtp.ingress.policy.Reason;
import dev.postrider.smtp.ingress.session.Greeting;
import dev.postrider.smtp.ingress.session.SessionRules;
import dev.postrider.smtp.ingress.session.SmtpState;
import dev.postrider.smtp.ingress.session.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** EHLO, RFC 5321 s4.1.1.1, and LHLO, RFC 2033 s4.1: tell what this listener can do now. End an open transaction, like RSET. */
public final class Ehlo {
    private static final String XCLIENT_ATTRIBUTES = " NAME ADDR PORT PROTO HELO DESTADDR DESTPORT";
    private static final int LARGEST_LIMIT = 999_999;

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
        boolean encrypted = state.encryption().isActive();
        List<String> lines = new ArrayList<>(16);
        lines.add(rules.hostname());
        for (Extension extension : rules.served()) {
            String keyword = extension.keyword();
            Optional<String> line = switch (extension) {
                case SIZE -> Optional.of(keyword + " " + rules.limits().messageOctets());
                case LIMITS -> Optional.of(keyword + limits(rules.limits()));
                case START_TLS -> encrypted ? Optional.empty() : Optional.of(keyword);
                // RFC 4954 s4: never before TLS, and not again after a login.
                case AUTH ->
                    encrypted && !state.login().isAuthenticated()
                            ? Optional.of(Auth.terms(state, rules).offered().stream()
                                            .sorted()
                                            .map(SaslMechanism::wireName)
                                            .collect(Collectors.joining(" ")))
                                    .filter(names -> !names.isEmpty())
                                    .map(names -> keyword + " " + names)
                            : Optional.empty();
                // RFC 8689 s2: within TLS only.
                case REQUIRE_TLS -> encrypted ? Optional.of(keyword) : Optional.empty();
                case PIPELINING,
                        EIGHT_BIT_MIME,
                        SMTPUTF8,
                        ENHANCED_STATUS_CODES,
                        CHUNKING,
                        BINARY_MIME,
                        DSN,
                        MT_PRIORITY,
                        DELIVER_BY,
                        FUTURE_RELEASE -> Optional.of(keyword);
                case XCLIENT ->
                    Xclient.isServed(state, rules) ? Optional.of(keyword + XCLIENT_ATTRIBUTES) : Optional.empty();
            };
            line.ifPresent(lines::add);
        }
        return lines;
    }

    /**
     * RFC 9422 s4: what is limited and can be told. Recipients may be of any number of domains.
     *
     * <pre>limit = "RCPTMAX=" / "MAILMAX=" , each with %x31-39 0*5DIGIT</pre>
     */
    private static String limits(Limits limits) {
        String mail = limits.messages() > LARGEST_LIMIT ? "" : " MAILMAX=" + limits.messages();
        return mail + " RCPTMAX=" + limits.recipients();
    }
}
