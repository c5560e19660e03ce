package dev.postrider.smtp;

import dev.postrider.mail.Address;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What MAIL says, RFC 5321 s4.1.1.2, with the parameters of SIZE (RFC 1870), 8BITMIME (RFC 6152), SMTPUTF8 (RFC 6531), DSN (RFC
 * 3461), AUTH (RFC 4954 s5), and those of {@link TransportRequests}.
 *
 * @param sizeOctets what SIZE announces
 * @param envid decoded; printable US-ASCII
 * @param submitter who submitted the message, as the client says with AUTH; empty: it does not say
 */
public record MailCommand(
        ReversePath reversePath,
        OptionalLong sizeOctets,
        BodyType bodyType,
        boolean smtputf8,
        Optional<DsnReturn> dsnReturn,
        Optional<String> envid,
        TransportRequests requests,
        Optional<ReversePath> submitter) {
    /** Of the value as it travels, RFC 3461 s4.4. */
    private static final int MAX_ENVID = 100;

    private static final int MAX_SIZE_DIGITS = 18;

    /**
     * Reads what follows the verb.
     *
     * <pre>mail = "MAIL FROM:" Reverse-path [SP Mail-parameters] CRLF</pre>
     *
     * @param served the extensions whose parameters are known. Whether the value of AUTH is to be trusted is not decided here
     */
    public static Parsed<MailCommand> parse(String argument, Set<Extension> served) {
        Optional<PathText> path = PathText.of(argument, "FROM");
        if (path.isEmpty()) {
            return new Parsed.Invalid<>(GrammarFault.NO_PATH);
        }
        return switch (EsmtpParameters.parse(path.get().parameters())) {
            case Parsed.Invalid<?>(GrammarFault fault) -> new Parsed.Invalid<>(fault);
            case Parsed.Valid<List<EsmtpParameters.Parameter>>(var parameters) -> {
                Draft draft = new Draft();
                for (EsmtpParameters.Parameter parameter : parameters) {
                    Optional<GrammarFault> fault = draft.apply(parameter, served);
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
        private Optional<ReversePath> submitter = Optional.empty();
        private boolean requireTls;
        private OptionalInt priority = OptionalInt.empty();
        private Optional<TransportRequests.DeliverBy> deliverBy = Optional.empty();
        private Optional<TransportRequests.Release> release = Optional.empty();

        Optional<GrammarFault> apply(EsmtpParameters.Parameter parameter, Set<Extension> served) {
            Optional<Extension> extension = extension(parameter.keyword());
            if (extension.isEmpty() || !served.contains(extension.get())) {
                return Optional.of(GrammarFault.UNKNOWN_PARAMETER);
            }
            return apply(parameter.keyword(), parameter.value(), served)
                    ? Optional.empty()
                    : Optional.of(GrammarFault.BAD_PARAMETER);
        }

        private static Optional<Extension> extension(String keyword) {
            return switch (keyword) {
                case "SIZE" -> Optional.of(Extension.SIZE);
                case "BODY" -> Optional.of(Extension.EIGHT_BIT_MIME);
                case "SMTPUTF8" -> Optional.of(Extension.SMTPUTF8);
                case "RET", "ENVID" -> Optional.of(Extension.DSN);
                case "AUTH" -> Optional.of(Extension.AUTH);
                case "REQUIRETLS" -> Optional.of(Extension.REQUIRE_TLS);
                case "MT-PRIORITY" -> Optional.of(Extension.MT_PRIORITY);
                case "BY" -> Optional.of(Extension.DELIVER_BY);
                case "HOLDFOR", "HOLDUNTIL" -> Optional.of(Extension.FUTURE_RELEASE);
                default -> Optional.empty();
            };
        }

        /** Takes a parameter in; false if its value is not what its extension says. */
        private boolean apply(String keyword, Optional<String> given, Set<Extension> served) {
            String value = given.orElse("");
            return switch (keyword) {
                case "SIZE" -> {
                    sizeOctets = size(value);
                    yield sizeOctets.isPresent();
                }
                case "BODY" -> {
                    Optional<BodyType> type = bodyType(value, served);
                    bodyType = type.orElse(bodyType);
                    yield type.isPresent();
                }
                case "SMTPUTF8" -> {
                    smtputf8 = true;
                    yield given.isEmpty();
                }
                case "RET" -> {
                    dsnReturn = dsnReturn(value);
                    yield dsnReturn.isPresent();
                }
                case "ENVID" -> {
                    envid = value.length() > MAX_ENVID ? Optional.empty() : Xtext.decode(value);
                    yield envid.filter(text -> !text.isEmpty()).isPresent();
                }
                case "AUTH" -> {
                    submitter = submitter(value);
                    yield submitter.isPresent();
                }
                case "REQUIRETLS" -> {
                    requireTls = true;
                    yield given.isEmpty();
                }
                case "MT-PRIORITY" -> {
                    priority = TransportRequests.priority(value);
                    yield priority.isPresent();
                }
                case "BY" -> {
                    deliverBy = TransportRequests.deliverBy(value);
                    yield deliverBy.isPresent();
                }
                default -> {
                    // RFC 4865 s4: one of HOLDFOR and HOLDUNTIL, not both.
                    boolean first = release.isEmpty();
                    release = keyword.equals("HOLDFOR")
                            ? TransportRequests.holdFor(value)
                            : TransportRequests.holdUntil(value);
                    yield first && release.isPresent();
                }
            };
        }

        Parsed<MailCommand> with(PathText path) {
            if (path.path().isEmpty()) {
                return new Parsed.Valid<>(command(ReversePath.Null.PATH));
            }
            return switch (path.mailbox(smtputf8)) {
                case Parsed.Invalid<Address>(GrammarFault fault) -> new Parsed.Invalid<>(fault);
                case Parsed.Valid<Address>(Address address) ->
                    new Parsed.Valid<>(command(new ReversePath.Mailbox(address)));
            };
        }

        private MailCommand command(ReversePath reversePath) {
            TransportRequests requests = new TransportRequests(requireTls, priority, deliverBy, release);
            return new MailCommand(reversePath, sizeOctets, bodyType, smtputf8, dsnReturn, envid, requests, submitter);
        }

        private static Optional<BodyType> bodyType(String value, Set<Extension> served) {
            return switch (value.toUpperCase(Locale.ROOT)) {
                case "7BIT" -> Optional.of(BodyType.SEVEN_BIT);
                case "8BITMIME" -> Optional.of(BodyType.EIGHT_BIT_MIME);
                case "BINARYMIME" ->
                    Optional.of(BodyType.BINARY_MIME).filter(binary -> served.contains(Extension.BINARY_MIME));
                default -> Optional.empty();
            };
        }

        /** {@code auth-value = "<>" / xtext}, where the xtext stands for an addr-spec, RFC 4954 s5. */
        private static Optional<ReversePath> submitter(String value) {
            if (value.equals("<>")) {
                return Optional.of(ReversePath.Null.PATH);
            }
            return Xtext.decode(value).flatMap(Address::parse).map(ReversePath.Mailbox::new);
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
