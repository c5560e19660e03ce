package dev.postrider.smtp;

import dev.postrider.mail.Address;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What MAIL says, RFC 5321 s4.1.1.2, with the parameters of SIZE (RFC 1870), 8BITMIME (RFC 6152), SMTPUTF8 (RFC 6531), DSN (RFC
 * 3461) and AUTH (RFC 4954 s5).
 *
 * @param sizeOctets what SIZE announces
 * @param envid decoded; printable US-ASCII of at most 100 characters
 */
public record MailCommand(
        ReversePath reversePath,
        OptionalLong sizeOctets,
        BodyType bodyType,
        boolean smtputf8,
        Optional<DsnReturn> dsnReturn,
        Optional<String> envid) {
    private static final int MAX_ENVID = 100;
    private static final int MAX_SIZE_DIGITS = 18;

    /**
     * Reads what follows the verb.
     *
     * <pre>mail = "MAIL FROM:" Reverse-path [SP Mail-parameters] CRLF</pre>
     *
     * @param authOffered whether the AUTH parameter is one of ours; its value is checked and forgotten (RFC 4954 s5: a server
     *     that does not trust the client takes it as {@code <>})
     */
    public static Parsed<MailCommand> parse(String argument, boolean authOffered) {
        Optional<PathText> path = PathText.of(argument, "FROM");
        if (path.isEmpty()) {
            return new Parsed.Invalid<>(GrammarFault.NO_PATH);
        }
        return switch (EsmtpParameters.parse(path.get().parameters())) {
            case Parsed.Invalid<?>(GrammarFault fault) -> new Parsed.Invalid<>(fault);
            case Parsed.Valid<List<EsmtpParameters.Parameter>>(var parameters) -> {
                Draft draft = new Draft();
                for (EsmtpParameters.Parameter parameter : parameters) {
                    Optional<GrammarFault> fault = draft.apply(parameter, authOffered);
                    if (fault.isPresent()) {
                        yield new Parsed.Invalid<>(fault.get());
                    }
                }
                yield draft.with(path.get());
            }
        };
    }

    /** Collects parameters; one use. */
    private static final class Draft {
        private OptionalLong sizeOctets = OptionalLong.empty();
        private BodyType bodyType = BodyType.SEVEN_BIT;
        private boolean smtputf8;
        private Optional<DsnReturn> dsnReturn = Optional.empty();
        private Optional<String> envid = Optional.empty();

        Optional<GrammarFault> apply(EsmtpParameters.Parameter parameter, boolean authOffered) {
            String value = parameter.value().orElse("");
            boolean good;
            switch (parameter.keyword()) {
                case "SIZE" -> {
                    sizeOctets = size(value);
                    good = sizeOctets.isPresent();
                }
                case "BODY" -> {
                    boolean eightBit = value.equalsIgnoreCase("8BITMIME");
                    bodyType = eightBit ? BodyType.EIGHT_BIT_MIME : BodyType.SEVEN_BIT;
                    // BINARYMIME needs BDAT (RFC 3030 s3), which is not served yet.
                    good = eightBit || value.equalsIgnoreCase("7BIT");
                }
                case "SMTPUTF8" -> {
                    smtputf8 = true;
                    good = parameter.value().isEmpty();
                }
                case "RET" -> {
                    dsnReturn = dsnReturn(value);
                    good = dsnReturn.isPresent();
                }
                case "ENVID" -> {
                    envid = Xtext.decode(value).filter(text -> !text.isEmpty() && text.length() <= MAX_ENVID);
                    good = envid.isPresent();
                }
                case "AUTH" -> {
                    if (!authOffered) {
                        return Optional.of(GrammarFault.UNKNOWN_PARAMETER);
                    }
                    good = value.equals("<>") || Xtext.decode(value).isPresent();
                }
                default -> {
                    return Optional.of(GrammarFault.UNKNOWN_PARAMETER);
                }
            }
            return good ? Optional.empty() : Optional.of(GrammarFault.BAD_PARAMETER);
        }

        Parsed<MailCommand> with(PathText path) {
            if (path.path().isEmpty()) {
                return new Parsed.Valid<>(
                        new MailCommand(ReversePath.Null.PATH, sizeOctets, bodyType, smtputf8, dsnReturn, envid));
            }
            return switch (path.mailbox(smtputf8)) {
                case Parsed.Invalid<Address>(GrammarFault fault) -> new Parsed.Invalid<>(fault);
                case Parsed.Valid<Address>(Address address) ->
                    new Parsed.Valid<>(new MailCommand(
                            new ReversePath.Mailbox(address), sizeOctets, bodyType, smtputf8, dsnReturn, envid));
            };
        }

        /** {@code size-value = 1*20DIGIT}; what no long holds is too big for us anyway and is read as the largest. */
        private static OptionalLong size(String value) {
            if (value.isEmpty() || value.length() > 20 || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return OptionalLong.empty();
            }
            return OptionalLong.of(value.length() > MAX_SIZE_DIGITS ? Long.MAX_VALUE : Long.parseLong(value));
        }

        private static Optional<DsnReturn> dsnReturn(String value) {
            return switch (value.toUpperCase(Locale.ROOT)) {
                case "FULL" -> Optional.of(DsnReturn.FULL);
                case "HDRS" -> Optional.of(DsnReturn.HEADERS);
                default -> Optional.empty();
            };
        }
    }
}
