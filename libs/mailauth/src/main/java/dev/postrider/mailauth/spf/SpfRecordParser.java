package dev.postrider.mailauth.spf;

import dev.postrider.mail.OctetString;
import dev.postrider.mailauth.spf.Mechanism.DualCidr;
import dev.postrider.mailauth.spf.SpfRecord.Directive;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a record (RFC 7208 s4.6.1, s12). Total: one mistake anywhere makes the whole record {@link Parsed.Malformed}. */
final class SpfRecordParser {
    private static final String VERSION = "v=spf1";
    private static final int IP4_BITS = 32;
    private static final int IP6_BITS = 128;

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]*");
    private static final Pattern MECHANISM_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9]*");
    private static final Pattern DUAL_CIDR = Pattern.compile("^(.*?)(?:/([0-9]+))?(?://([0-9]+))?$");
    private static final Pattern QNUMS =
            Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");
    private static final Pattern IP6_NETWORK = Pattern.compile("[0-9A-Fa-f:.]+");

    private final List<Directive> directives = new ArrayList<>();
    private Optional<MacroString> redirect = Optional.empty();
    private Optional<MacroString> explanation = Optional.empty();

    private SpfRecordParser() {}

    /** What came of a text. */
    sealed interface Parsed {
        record Read(SpfRecord record) implements Parsed {}

        /** @param term the first that is wrong */
        record Malformed(String term) implements Parsed {}
    }

    /** Is it a record of this version at all? {@code version = "v=spf1"}, followed by a space or the end (RFC 7208 s4.5). */
    static boolean isSpf(String text) {
        return text.regionMatches(true, 0, VERSION, 0, VERSION.length())
                && (text.length() == VERSION.length() || text.charAt(VERSION.length()) == ' ');
    }

    /**
     * <pre>
     * record = version terms *SP
     * terms  = *( 1*SP ( directive / modifier ) )
     * </pre>
     */
    static Parsed parse(String text) {
        if (!isSpf(text)) {
            return new Parsed.Malformed(text);
        }
        SpfRecordParser parser = new SpfRecordParser();
        for (String term : text.substring(VERSION.length()).split(" +", -1)) {
            if (!term.isEmpty() && !parser.term(term)) {
                return new Parsed.Malformed(term);
            }
        }
        return new Parsed.Read(new SpfRecord(parser.directives, parser.redirect, parser.explanation));
    }

    /** A modifier has {@code "="} behind its name, a directive has {@code ":"}, {@code "/"} or nothing. */
    private boolean term(String term) {
        Matcher name = NAME.matcher(term);
        if (name.lookingAt() && name.end() < term.length() && term.charAt(name.end()) == '=') {
            return modifier(name.group().toLowerCase(Locale.ROOT), term.substring(name.end() + 1));
        }
        return directive(term);
    }

    /**
     * <pre>
     * modifier         = redirect / explanation / unknown-modifier
     * redirect         = "redirect" "=" domain-spec
     * explanation      = "exp" "=" domain-spec
     * unknown-modifier = name "=" macro-string
     * name             = ALPHA *( ALPHA / DIGIT / "-" / "_" / "." )
     * </pre>
     */
    private boolean modifier(String name, String value) {
        return switch (name) {
            case "redirect" -> {
                boolean first = redirect.isEmpty();
                redirect = MacroParser.domainSpec(value);
                yield first && redirect.isPresent();
            }
            case "exp" -> {
                boolean first = explanation.isEmpty();
                explanation = MacroParser.domainSpec(value);
                yield first && explanation.isPresent();
            }
            default -> MacroParser.macroString(value).isPresent();
        };
    }

    /**
     * <pre>
     * directive = [ qualifier ] mechanism
     * qualifier = "+" / "-" / "?" / "~"
     * </pre>
     */
    private boolean directive(String term) {
        Qualifier qualifier = qualifier(term.charAt(0));
        boolean written = "+-?~".indexOf(term.charAt(0)) >= 0;
        String text = written ? term.substring(1) : term;
        Optional<Mechanism> mechanism = mechanism(text);
        mechanism.ifPresent(read -> directives.add(new Directive(qualifier, read, text)));
        return mechanism.isPresent();
    }

    private static Qualifier qualifier(char first) {
        return switch (first) {
            case '-' -> Qualifier.FAIL;
            case '~' -> Qualifier.SOFTFAIL;
            case '?' -> Qualifier.NEUTRAL;
            default -> Qualifier.PASS;
        };
    }

    /**
     * <pre>
     * mechanism = ( all / include / a / mx / ptr / ip4 / ip6 / exists )
     * all       = "all"
     * include   = "include" ":" domain-spec
     * exists    = "exists"  ":" domain-spec
     * ptr       = "ptr"   [ ":" domain-spec ]
     * </pre>
     */
    private static Optional<Mechanism> mechanism(String text) {
        Matcher name = MECHANISM_NAME.matcher(text);
        if (!name.lookingAt()) {
            return Optional.empty();
        }
        String rest = text.substring(name.end());
        Optional<String> argument = rest.startsWith(":") ? Optional.of(rest.substring(1)) : Optional.empty();
        return switch (name.group().toLowerCase(Locale.ROOT)) {
            case "all" -> rest.isEmpty() ? Optional.of(new Mechanism.All()) : Optional.empty();
            case "include" -> argument.flatMap(MacroParser::domainSpec).map(Mechanism.Include::new);
            case "exists" -> argument.flatMap(MacroParser::domainSpec).map(Mechanism.Exists::new);
            case "ptr" ->
                rest.isEmpty()
                        ? Optional.of(new Mechanism.Ptr(Optional.empty()))
                        : argument.flatMap(MacroParser::domainSpec)
                                .map(target -> new Mechanism.Ptr(Optional.of(target)));
            case "a" -> targetAndCidr(rest).map(read -> new Mechanism.A(read.target(), read.cidr()));
            case "mx" -> targetAndCidr(rest).map(read -> new Mechanism.Mx(read.target(), read.cidr()));
            case "ip4" -> argument.flatMap(SpfRecordParser::ip4);
            case "ip6" -> argument.flatMap(SpfRecordParser::ip6);
            default -> Optional.empty();
        };
    }

    private record TargetAndCidr(Optional<MacroString> target, DualCidr cidr) {}

    /**
     * <pre>
     * a                = "a"      [ ":" domain-spec ] [ dual-cidr-length ]
     * mx               = "mx"     [ ":" domain-spec ] [ dual-cidr-length ]
     * dual-cidr-length = [ ip4-cidr-length ] [ "/" ip6-cidr-length ]
     * </pre>
     *
     * A domain-spec cannot end with a length, since its last label is never all digits.
     */
    private static Optional<TargetAndCidr> targetAndCidr(String rest) {
        Matcher parts = DUAL_CIDR.matcher(rest);
        if (!parts.matches()) {
            return Optional.empty();
        }
        Optional<Integer> ip4 = prefix(parts.group(2), IP4_BITS);
        Optional<Integer> ip6 = prefix(parts.group(3), IP6_BITS);
        String spec = parts.group(1);
        if (ip4.isEmpty() || ip6.isEmpty() || !(spec.isEmpty() || spec.startsWith(":"))) {
            return Optional.empty();
        }
        DualCidr cidr = new DualCidr(ip4.get(), ip6.get());
        return spec.isEmpty()
                ? Optional.of(new TargetAndCidr(Optional.empty(), cidr))
                : MacroParser.domainSpec(spec.substring(1)).map(target -> new TargetAndCidr(Optional.of(target), cidr));
    }

    /**
     * <pre>
     * ip4         = "ip4" ":" ip4-network [ ip4-cidr-length ]
     * ip4-network = qnum "." qnum "." qnum "." qnum
     * </pre>
     */
    private static Optional<Mechanism> ip4(String text) {
        int slash = text.indexOf('/');
        String network = slash < 0 ? text : text.substring(0, slash);
        Optional<Integer> prefix = slash < 0 ? Optional.of(IP4_BITS) : prefix(text.substring(slash + 1), IP4_BITS);
        if (!QNUMS.matcher(network).matches()) {
            return Optional.empty();
        }
        return prefix.map(bits -> new Mechanism.Ip4(Inet4Address.ofLiteral(network), bits));
    }

    /**
     * <pre>
     * ip6         = "ip6" ":" ip6-network [ ip6-cidr-length ]
     * ip6-network = as per RFC 4291 s2.2
     * </pre>
     */
    private static Optional<Mechanism> ip6(String text) {
        int slash = text.indexOf('/');
        String network = slash < 0 ? text : text.substring(0, slash);
        Optional<Integer> prefix = slash < 0 ? Optional.of(IP6_BITS) : prefix(text.substring(slash + 1), IP6_BITS);
        if (!IP6_NETWORK.matcher(network).matches() || network.indexOf(':') < 0) {
            return Optional.empty();
        }
        try {
            OctetString octets = OctetString.of(AddressBits.sixteen(InetAddress.ofLiteral(network)));
            return prefix.map(bits -> new Mechanism.Ip6(octets, bits));
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }

    /**
     * <pre>
     * ip4-cidr-length = "/" ("0" / %x31-39 0*1DIGIT) ; value range 0-32
     * ip6-cidr-length = "/" ("0" / %x31-39 0*2DIGIT) ; value range 0-128
     * </pre>
     *
     * @param digits null if there is none: then the length is that of an address
     */
    private static Optional<Integer> prefix(@Nullable String digits, int bits) {
        if (digits == null) {
            return Optional.of(bits);
        }
        if (!digits.matches("0|[1-9][0-9]{0,2}")) {
            return Optional.empty();
        }
        int value = Integer.parseInt(digits);
        return value <= bits ? Optional.of(value) : Optional.empty();
    }
}
