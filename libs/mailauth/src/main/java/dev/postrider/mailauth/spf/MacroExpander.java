package dev.postrider.mailauth.spf;

import dev.postrider.mailauth.dns.DomainName;
import dev.postrider.mailauth.spf.MacroString.Expansion;
import dev.postrider.mailauth.spf.MacroString.Literal;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Puts values for macros (RFC 7208 s7.2, s7.3).
 *
 * @param client never IPv4-mapped
 * @param senderDomain the domain of the sender, {@code o}
 * @param receiver the host that checks, {@code r}
 * @param now for {@code t}
 */
record MacroExpander(
        InetAddress client, String localPart, String senderDomain, String helo, String receiver, Instant now) {
    private static final int MAX_NAME = 253;
    /** Of one text; nothing in a record or explanation needs more. */
    private static final int MAX_LENGTH = 4096;

    /** {@code p} for a client that has no name. */
    static final String UNKNOWN = "unknown";

    /**
     * The name to ask about. A longer one loses labels on its left (RFC 7208 s7.3).
     *
     * @param validatedName {@code p}
     * @return perhaps not a name that can be asked about
     */
    String targetName(MacroString macros, DomainName domain, String validatedName) {
        String name = expand(macros, domain, validatedName);
        if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        while (name.length() > MAX_NAME && name.indexOf('.') >= 0) {
            name = name.substring(name.indexOf('.') + 1);
        }
        return name;
    }

    String expand(MacroString macros, DomainName domain, String validatedName) {
        StringBuilder out = new StringBuilder();
        for (MacroString.Part part : macros.parts()) {
            switch (part) {
                case Literal(String text) -> out.append(text);
                case Expansion expansion -> {
                    String value = transform(value(expansion.letter(), domain, validatedName), expansion);
                    out.append(expansion.escaped() ? urlEscaped(value) : value);
                }
            }
            if (out.length() > MAX_LENGTH) {
                return out.substring(0, MAX_LENGTH);
            }
        }
        return out.toString();
    }

    private String value(char letter, DomainName domain, String validatedName) {
        return switch (letter) {
            case 's' -> localPart + "@" + senderDomain;
            case 'l' -> localPart;
            case 'o' -> senderDomain;
            case 'd' -> domain.text();
            case 'i' -> AddressBits.dotted(client);
            case 'p' -> validatedName;
            case 'v' -> client instanceof Inet4Address ? "in-addr" : "ip6";
            case 'h' -> helo;
            case 'c' -> AddressBits.readable(client);
            case 'r' -> receiver;
            case 't' -> Long.toString(now.getEpochSecond());
            default -> throw new IllegalStateException("the parser lets no macro " + letter + " pass");
        };
    }

    private static String transform(String value, Expansion expansion) {
        List<String> pieces = split(value, expansion.delimiters());
        if (expansion.reversed()) {
            Collections.reverse(pieces);
        }
        int drop = Math.max(0, pieces.size() - expansion.keep());
        return String.join(".", pieces.subList(drop, pieces.size()));
    }

    private static List<String> split(String value, String delimiters) {
        List<String> pieces = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < value.length(); i++) {
            if (delimiters.indexOf(value.charAt(i)) >= 0) {
                pieces.add(value.substring(start, i));
                start = i + 1;
            }
        }
        pieces.add(value.substring(start));
        return pieces;
    }

    /** All but the unreserved characters of RFC 3986 s2.3 as {@code %XX}. */
    private static String urlEscaped(String value) {
        StringBuilder out = new StringBuilder();
        for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            boolean unreserved = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "-._~".indexOf(c) >= 0;
            if (unreserved) {
                out.append(c);
            } else {
                out.append('%')
                        .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
                        .append(Character.toUpperCase(Character.forDigit(c & 0xf, 16)));
            }
        }
        return out.toString();
    }
}
