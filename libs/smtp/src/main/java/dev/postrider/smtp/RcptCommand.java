package dev.postrider.smtp;

import dev.postrider.mail.Address;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What RCPT says, RFC 5321 s4.1.1.3, with the parameters of DSN (RFC 3461 s4.1, s4.2).
 *
 * @param orcpt {@code rfc822;user@example.org}, decoded
 * @param notifications in the order of the enum; empty: the default
 */
public record RcptCommand(ForwardPath forwardPath, Optional<String> orcpt, List<DsnNotify> notifications) {
    private static final int MAX_ORCPT = 500;

    /** Copies the list. */
    public RcptCommand {
        notifications = List.copyOf(notifications);
    }

    /**
     * Reads what follows the verb.
     *
     * <pre>rcpt = "RCPT TO:" ( "&lt;Postmaster@" Domain "&gt;" / "&lt;Postmaster&gt;" / Forward-path ) [SP Rcpt-parameters] CRLF</pre>
     *
     * @param smtputf8 whether MAIL asked for it
     * @param served the extensions whose parameters are known
     */
    public static Parsed<RcptCommand> parse(String argument, boolean smtputf8, Set<Extension> served) {
        Optional<PathText> path = PathText.of(argument, "TO");
        if (path.isEmpty()) {
            return new Parsed.Invalid<>(GrammarFault.NO_PATH);
        }
        return switch (EsmtpParameters.parse(path.get().parameters())) {
            case Parsed.Invalid<?>(GrammarFault fault) -> new Parsed.Invalid<>(fault);
            case Parsed.Valid<List<EsmtpParameters.Parameter>>(var parameters) ->
                withParameters(path.get(), parameters, smtputf8, served);
        };
    }

    private static Parsed<RcptCommand> withParameters(
            PathText path, List<EsmtpParameters.Parameter> parameters, boolean smtputf8, Set<Extension> served) {
        if (!parameters.isEmpty() && !served.contains(Extension.DSN)) {
            return new Parsed.Invalid<>(GrammarFault.UNKNOWN_PARAMETER);
        }
        Optional<String> orcpt = Optional.empty();
        Set<DsnNotify> notify = Set.of();
        for (EsmtpParameters.Parameter parameter : parameters) {
            String value = parameter.value().orElse("");
            switch (parameter.keyword()) {
                case "ORCPT" -> {
                    orcpt = orcpt(value, smtputf8);
                    if (orcpt.isEmpty()) {
                        return new Parsed.Invalid<>(GrammarFault.BAD_PARAMETER);
                    }
                }
                case "NOTIFY" -> {
                    notify = notify(value);
                    if (notify.isEmpty()) {
                        return new Parsed.Invalid<>(GrammarFault.BAD_PARAMETER);
                    }
                }
                default -> {
                    return new Parsed.Invalid<>(GrammarFault.UNKNOWN_PARAMETER);
                }
            }
        }
        if (path.path().equalsIgnoreCase("postmaster")) {
            return new Parsed.Valid<>(new RcptCommand(ForwardPath.BarePostmaster.PATH, orcpt, List.copyOf(notify)));
        }
        List<DsnNotify> when = List.copyOf(notify);
        Optional<String> original = orcpt;
        return switch (path.mailbox(smtputf8)) {
            case Parsed.Invalid<Address>(GrammarFault fault) -> new Parsed.Invalid<>(fault);
            case Parsed.Valid<Address>(Address address) ->
                new Parsed.Valid<>(new RcptCommand(new ForwardPath.Mailbox(address), original, when));
        };
    }

    /**
     * <pre>
     * orcpt-parameter = "ORCPT=" addr-type ";" xtext
     * addr-type       = atom
     * </pre>
     *
     * RFC 6533 s3 adds the type {@code utf-8}, whose value may hold UTF-8 where SMTPUTF8 is in force.
     */
    private static Optional<String> orcpt(String value, boolean smtputf8) {
        int semicolon = value.indexOf(';');
        if (semicolon <= 0 || value.length() > MAX_ORCPT || !isAtom(value.substring(0, semicolon))) {
            return Optional.empty();
        }
        String type = value.substring(0, semicolon);
        String encoded = value.substring(semicolon + 1);
        if (type.equalsIgnoreCase("utf-8") && smtputf8 && !encoded.isEmpty()) {
            return Optional.of(value);
        }
        return Xtext.decode(encoded).filter(text -> !text.isEmpty()).map(text -> type + ";" + text);
    }

    /** {@code notify-esmtp-value = "NEVER" / 1#notify-list-element}; empty if it is something else. */
    private static Set<DsnNotify> notify(String value) {
        EnumSet<DsnNotify> result = EnumSet.noneOf(DsnNotify.class);
        for (String word : value.toUpperCase(Locale.ROOT).split(",", -1)) {
            Optional<DsnNotify> element = switch (word) {
                case "NEVER" -> Optional.of(DsnNotify.NEVER);
                case "SUCCESS" -> Optional.of(DsnNotify.SUCCESS);
                case "FAILURE" -> Optional.of(DsnNotify.FAILURE);
                case "DELAY" -> Optional.of(DsnNotify.DELAY);
                default -> Optional.empty();
            };
            if (element.isEmpty() || !result.add(element.get())) {
                return Set.of();
            }
        }
        return result.contains(DsnNotify.NEVER) && result.size() > 1 ? Set.of() : result;
    }

    private static boolean isAtom(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letterDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letterDigit && "!#$%&'*+-/=?^_`{|}~".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }
}
