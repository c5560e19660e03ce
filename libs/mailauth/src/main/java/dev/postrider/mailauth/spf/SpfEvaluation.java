package dev.postrider.mailauth.spf;

import dev.postrider.mail.OctetString;
import dev.postrider.mailauth.dns.Dns;
import dev.postrider.mailauth.dns.DnsAnswer;
import dev.postrider.mailauth.dns.DomainName;
import dev.postrider.mailauth.spf.SpfRecord.Directive;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One check, with what it has asked of DNS so far. Includes and redirects nest no deeper than the limit of look-ups, which they count
 * for.
 *
 * <p>A term counts as one void look-up when none of its questions has an answer: two are allowed (RFC 7208 s4.6.4). The addresses of
 * several exchangers are one term's: a domain whose exchangers have no IPv6 address is not wrong for a client that has one.
 */
final class SpfEvaluation {
    private static final int MAX_LOOKUPS = 10;
    private static final int MAX_VOID_LOOKUPS = 2;
    private static final int MAX_EXCHANGES = 10;
    private static final int MAX_CLIENT_NAMES = 10;
    private static final int MAX_EXPLANATION = 500;

    private final Dns dns;
    private final MacroExpander expander;
    private final InetAddress client;
    private final Map<DomainName, Boolean> validated = new HashMap<>();
    private Optional<List<DomainName>> clientNames = Optional.empty();
    private boolean namesUnknown;
    private int lookups;
    private int voidLookups;

    SpfEvaluation(Dns dns, MacroExpander expander) {
        this.dns = dns;
        this.expander = expander;
        this.client = expander.client();
    }

    int lookups() {
        return lookups;
    }

    int voidLookups() {
        return voidLookups;
    }

    /** Whether a mechanism matches, or that the check ends here without an answer to that. */
    private sealed interface Match {
        record Yes() implements Match {}

        record No() implements Match {}

        record Stop(Conclusion conclusion) implements Match {}

        static Match of(boolean matches) {
            return matches ? new Yes() : new No();
        }

        static Match permanent(SpfReason reason, String detail) {
            return new Stop(Conclusion.of(SpfResult.PERMERROR, reason, detail));
        }

        static Match temporary(String detail) {
            return new Stop(Conclusion.of(SpfResult.TEMPERROR, SpfReason.DNS_FAILURE, detail));
        }
    }

    /** RFC 7208 s4.4 to s4.7. */
    Conclusion checkHost(DomainName domain) {
        return switch (dns.txt(domain.text())) {
            case DnsAnswer.NoData<String> _, DnsAnswer.NoSuchName<String> _ -> noRecord(domain);
            case DnsAnswer.Unavailable<String>(String detail) ->
                Conclusion.of(SpfResult.TEMPERROR, SpfReason.DNS_FAILURE, detail);
            case DnsAnswer.Records<String>(List<String> texts) -> {
                List<String> records =
                        texts.stream().filter(SpfRecordParser::isSpf).toList();
                yield switch (records.size()) {
                    case 0 -> noRecord(domain);
                    case 1 -> parsed(records.getFirst(), domain);
                    default -> Conclusion.of(SpfResult.PERMERROR, SpfReason.SEVERAL_RECORDS, domain.text());
                };
            }
        };
    }

    private static Conclusion noRecord(DomainName domain) {
        return Conclusion.of(SpfResult.NONE, SpfReason.NO_RECORD, domain.text());
    }

    private Conclusion parsed(String text, DomainName domain) {
        return switch (SpfRecordParser.parse(text)) {
            case SpfRecordParser.Parsed.Malformed(String term) ->
                Conclusion.of(SpfResult.PERMERROR, SpfReason.SYNTAX, domain + ": " + term);
            case SpfRecordParser.Parsed.Read(SpfRecord record) -> evaluate(record, domain);
        };
    }

    private Conclusion evaluate(SpfRecord record, DomainName domain) {
        for (Directive directive : record.directives()) {
            switch (match(directive.mechanism(), domain)) {
                case Match.Yes _ -> {
                    return new Conclusion(
                            directive.qualifier().result(),
                            SpfReason.MECHANISM_MATCHED,
                            domain + ": " + directive.text(),
                            Optional.of(directive.text()),
                            record.explanation().map(target -> new Conclusion.Explanation(domain, target)));
                }
                case Match.No _ -> {
                    // The next one.
                }
                case Match.Stop(Conclusion conclusion) -> {
                    return conclusion;
                }
            }
        }
        return record.redirect()
                .map(target -> redirect(target, domain))
                .orElseGet(() -> Conclusion.of(SpfResult.NEUTRAL, SpfReason.NO_MECHANISM_MATCHED, domain.text()));
    }

    /** RFC 7208 s6.1. */
    private Conclusion redirect(MacroString target, DomainName domain) {
        return switch (lookUp(Optional.of(target), domain)) {
            case Target.Stop(Conclusion conclusion) -> conclusion;
            case Target.Unusable(String name) ->
                Conclusion.of(SpfResult.PERMERROR, SpfReason.REDIRECT_WITHOUT_RECORD, name);
            case Target.Usable(DomainName name) -> {
                Conclusion conclusion = checkHost(name);
                yield conclusion.result() == SpfResult.NONE
                        ? Conclusion.of(SpfResult.PERMERROR, SpfReason.REDIRECT_WITHOUT_RECORD, name.text())
                        : conclusion;
            }
        };
    }

    private Match match(Mechanism mechanism, DomainName domain) {
        return switch (mechanism) {
            case Mechanism.All() -> new Match.Yes();
            case Mechanism.Ip4(Inet4Address network, int prefix) ->
                Match.of(AddressBits.matches(client.getAddress(), network.getAddress(), prefix));
            case Mechanism.Ip6(OctetString network, int prefix) ->
                Match.of(AddressBits.matches(client.getAddress(), network.toByteArray(), prefix));
            case Mechanism.Include(MacroString target) -> with(Optional.of(target), domain, this::include);
            case Mechanism.A(Optional<MacroString> target, Mechanism.DualCidr cidr) ->
                with(target, domain, name -> a(name, cidr));
            case Mechanism.Mx(Optional<MacroString> target, Mechanism.DualCidr cidr) ->
                with(target, domain, name -> mx(name, cidr));
            case Mechanism.Ptr(Optional<MacroString> target) -> with(target, domain, this::ptr);
            case Mechanism.Exists(MacroString target) -> with(Optional.of(target), domain, this::exists);
        };
    }

    /** The name that a term asks about. */
    private sealed interface Target {
        record Usable(DomainName name) implements Target {}

        /** No name that DNS could know, or one with a local part that is not ASCII (RFC 8616 s4). */
        record Unusable(String name) implements Target {}

        record Stop(Conclusion conclusion) implements Target {}
    }

    @FunctionalInterface
    private interface Question {
        Match ask(DomainName name);
    }

    private Match with(Optional<MacroString> target, DomainName domain, Question question) {
        return switch (lookUp(target, domain)) {
            case Target.Stop(Conclusion conclusion) -> new Match.Stop(conclusion);
            case Target.Unusable _ -> new Match.No();
            case Target.Usable(DomainName name) -> question.ask(name);
        };
    }

    /** Counts one term that asks DNS, and says what it asks about. */
    private Target lookUp(Optional<MacroString> target, DomainName domain) {
        if (++lookups > MAX_LOOKUPS) {
            return new Target.Stop(
                    Conclusion.of(SpfResult.PERMERROR, SpfReason.TOO_MANY_LOOKUPS, SpfReason.TOO_MANY_LOOKUPS.text()));
        }
        if (target.isEmpty()) {
            return new Target.Usable(domain);
        }
        MacroString macros = target.get();
        if (macros.needsLocalPart() && expander.localPart().chars().anyMatch(c -> c > '~')) {
            return new Target.Unusable("");
        }
        String validatedName = MacroExpander.UNKNOWN;
        if (macros.needsValidatedName()) {
            if (clientNames.isEmpty() && ++lookups > MAX_LOOKUPS) {
                return new Target.Stop(Conclusion.of(
                        SpfResult.PERMERROR, SpfReason.TOO_MANY_LOOKUPS, SpfReason.TOO_MANY_LOOKUPS.text()));
            }
            validatedName = validatedName(domain);
        }
        String name = expander.targetName(macros, domain, validatedName);
        return DomainName.parse(name).<Target>map(Target.Usable::new).orElseGet(() -> new Target.Unusable(name));
    }

    /** RFC 7208 s5.2. */
    private Match include(DomainName name) {
        Conclusion inner = checkHost(name);
        return switch (inner.result()) {
            case PASS -> new Match.Yes();
            case FAIL, SOFTFAIL, NEUTRAL -> new Match.No();
            case TEMPERROR, PERMERROR -> new Match.Stop(inner);
            case NONE -> Match.permanent(SpfReason.INCLUDE_WITHOUT_RECORD, name.text());
        };
    }

    /** RFC 7208 s5.3. */
    private Match a(DomainName name, Mechanism.DualCidr cidr) {
        return switch (addresses(name)) {
            case DnsAnswer.Unavailable<byte[]>(String detail) -> Match.temporary(detail);
            case DnsAnswer.NoData<byte[]> _, DnsAnswer.NoSuchName<byte[]> _ -> voidLookup();
            case DnsAnswer.Records<byte[]>(List<byte[]> found) -> Match.of(anyWithin(found, cidr));
        };
    }

    /** RFC 7208 s5.4. */
    private Match mx(DomainName name, Mechanism.DualCidr cidr) {
        return switch (dns.mx(name.text())) {
            case DnsAnswer.Unavailable<String>(String detail) -> Match.temporary(detail);
            case DnsAnswer.NoData<String> _, DnsAnswer.NoSuchName<String> _ -> voidLookup();
            case DnsAnswer.Records<String>(List<String> exchanges) -> exchanges(name, exchanges, cidr);
        };
    }

    private Match exchanges(DomainName domain, List<String> exchanges, Mechanism.DualCidr cidr) {
        if (exchanges.size() > MAX_EXCHANGES) {
            return Match.permanent(SpfReason.TOO_MANY_EXCHANGES, domain.text());
        }
        boolean anyAddress = false;
        for (String exchange : exchanges) {
            Optional<DomainName> name = DomainName.parse(exchange);
            if (name.isEmpty()) {
                continue;
            }
            switch (addresses(name.get())) {
                case DnsAnswer.Unavailable<byte[]>(String detail) -> {
                    return Match.temporary(detail);
                }
                case DnsAnswer.NoData<byte[]> _, DnsAnswer.NoSuchName<byte[]> _ -> {
                    // Another exchange may have one.
                }
                case DnsAnswer.Records<byte[]>(List<byte[]> found) -> {
                    anyAddress = true;
                    if (anyWithin(found, cidr)) {
                        return new Match.Yes();
                    }
                }
            }
        }
        return anyAddress ? new Match.No() : voidLookup();
    }

    /** RFC 7208 s5.5. A DNS failure is no match. */
    private Match ptr(DomainName target) {
        List<DomainName> names = clientNames();
        if (namesUnknown) {
            return new Match.No();
        }
        if (names.isEmpty()) {
            return voidLookup();
        }
        return Match.of(names.stream().anyMatch(name -> name.isAtOrBelow(target) && isValidated(name)));
    }

    /** RFC 7208 s5.7: A records whatever the client's address is. */
    private Match exists(DomainName name) {
        return switch (dns.a(name.text())) {
            case DnsAnswer.Unavailable<Inet4Address>(String detail) -> Match.temporary(detail);
            case DnsAnswer.NoData<Inet4Address> _, DnsAnswer.NoSuchName<Inet4Address> _ -> voidLookup();
            case DnsAnswer.Records<Inet4Address> _ -> new Match.Yes();
        };
    }

    private Match voidLookup() {
        return ++voidLookups > MAX_VOID_LOOKUPS
                ? Match.permanent(SpfReason.TOO_MANY_VOID_LOOKUPS, SpfReason.TOO_MANY_VOID_LOOKUPS.text())
                : new Match.No();
    }

    /** Those of the client's kind, in octets. */
    private DnsAnswer<byte[]> addresses(DomainName name) {
        return client instanceof Inet4Address ? octets(dns.a(name.text())) : octets(dns.aaaa(name.text()));
    }

    private static <T extends InetAddress> DnsAnswer<byte[]> octets(DnsAnswer<T> answer) {
        return switch (answer) {
            case DnsAnswer.Unavailable<T>(String detail) -> new DnsAnswer.Unavailable<>(detail);
            case DnsAnswer.NoData<T> _ -> new DnsAnswer.NoData<>();
            case DnsAnswer.NoSuchName<T> _ -> new DnsAnswer.NoSuchName<>();
            case DnsAnswer.Records<T>(List<T> records) ->
                new DnsAnswer.Records<>(
                        records.stream().map(InetAddress::getAddress).toList());
        };
    }

    private boolean anyWithin(List<byte[]> addresses, Mechanism.DualCidr cidr) {
        int prefix = client instanceof Inet4Address ? cidr.ip4() : cidr.ip6();
        return addresses.stream().anyMatch(address -> AddressBits.matches(client.getAddress(), address, prefix));
    }

    /** The client's names by reverse look-up, not yet validated; the first ten (RFC 7208 s4.6.4). Asked once. */
    private List<DomainName> clientNames() {
        if (clientNames.isEmpty()) {
            DnsAnswer<String> answer = dns.ptr(client);
            namesUnknown = answer instanceof DnsAnswer.Unavailable<String>;
            clientNames = Optional.of(
                    answer instanceof DnsAnswer.Records<String>(List<String> names)
                            ? names.stream()
                                    .limit(MAX_CLIENT_NAMES)
                                    .flatMap(name -> DomainName.parse(name).stream())
                                    .toList()
                            : List.of());
        }
        return clientNames.get();
    }

    /** Does the name lead back to the client? */
    private boolean isValidated(DomainName name) {
        return validated.computeIfAbsent(
                name,
                asked -> addresses(asked) instanceof DnsAnswer.Records<byte[]>(List<byte[]> found)
                        && anyWithin(found, new Mechanism.DualCidr(32, 128)));
    }

    /** The {@code p} macro: the domain itself, else a name below it, else any, else {@code unknown} (RFC 7208 s7.3). */
    private String validatedName(DomainName domain) {
        List<DomainName> names = clientNames();
        return names.stream()
                .filter(name -> name.equals(domain) && isValidated(name))
                .findFirst()
                .or(() -> names.stream()
                        .filter(name -> name.isAtOrBelow(domain) && isValidated(name))
                        .findFirst())
                .or(() -> names.stream().filter(this::isValidated).findFirst())
                .map(DomainName::text)
                .orElse(MacroExpander.UNKNOWN);
    }

    /** RFC 7208 s6.2. Whatever goes wrong here leaves the fail without an explanation. */
    Optional<String> explain(Conclusion conclusion) {
        if (conclusion.result() != SpfResult.FAIL || conclusion.explanation().isEmpty()) {
            return Optional.empty();
        }
        Conclusion.Explanation explanation = conclusion.explanation().get();
        DomainName domain = explanation.domain();
        String name = expander.targetName(explanation.target(), domain, explainedName(explanation.target(), domain));
        return DomainName.parse(name)
                .map(target -> dns.txt(target.text()))
                .flatMap(answer -> answer instanceof DnsAnswer.Records<String>(List<String> texts) && texts.size() == 1
                        ? MacroParser.explainString(texts.getFirst())
                        : Optional.empty())
                .map(text -> expander.expand(text, domain, explainedName(text, domain)))
                .map(text -> PrintableText.of(text, MAX_EXPLANATION))
                .filter(text -> !text.isBlank());
    }

    private String explainedName(MacroString macros, DomainName domain) {
        return macros.needsValidatedName() ? validatedName(domain) : MacroExpander.UNKNOWN;
    }
}
