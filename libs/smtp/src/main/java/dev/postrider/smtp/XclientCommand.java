package dev.postrider.smtp;

import dev.postrider.mail.Address;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What XCLIENT says of a client that somebody speaks for, as Postfix's XCLIENT_README has it.
 *
 * @param known decoded; without what is {@code [UNAVAILABLE]} or {@code [TEMPUNAVAIL]}
 */
public record XclientCommand(Map<Attribute, String> known) {
    private static final String IPV6 = "IPV6:";
    private static final int MAX_PORT_DIGITS = 5;

    /** What may be said of a client. */
    public enum Attribute {
        /** Host name. */
        NAME,
        /** Textual IP address. */
        ADDR,
        PORT,
        /** {@code SMTP} or {@code ESMTP}. */
        PROTO,
        /** How it introduced itself. */
        HELO,
        /** Who it is. */
        LOGIN,
        /** The address that it connected to. */
        DESTADDR,
        DESTPORT
    }

    /** Copies the map. */
    public XclientCommand {
        known = Map.copyOf(known);
    }

    /** What is known of an attribute. */
    public Optional<String> value(Attribute attribute) {
        return Optional.ofNullable(known.get(attribute));
    }

    /**
     * Reads what follows the verb; empty if it is malformed.
     *
     * <pre>
     * xclient-command = XCLIENT 1*( SP attribute-name"="attribute-value )
     * attribute-value = xtext
     * </pre>
     */
    public static Optional<XclientCommand> parse(String argument) {
        Map<Attribute, String> known = new EnumMap<>(Attribute.class);
        Set<Attribute> seen = new HashSet<>();
        for (String word : argument.split(" +", -1)) {
            int equals = word.indexOf('=');
            Optional<Attribute> attribute = equals < 0 ? Optional.empty() : attribute(word.substring(0, equals));
            Optional<String> value = Xtext.decode(word.substring(equals + 1));
            if (attribute.isEmpty() || value.isEmpty() || !seen.add(attribute.get())) {
                return Optional.empty();
            }
            String text = value.get();
            if (!text.equalsIgnoreCase("[UNAVAILABLE]") && !text.equalsIgnoreCase("[TEMPUNAVAIL]")) {
                Optional<String> good = checked(attribute.get(), text);
                if (good.isEmpty()) {
                    return Optional.empty();
                }
                known.put(attribute.get(), good.get());
            }
        }
        return Optional.of(new XclientCommand(known));
    }

    private static Optional<Attribute> attribute(String name) {
        for (Attribute attribute : Attribute.values()) {
            if (attribute.name().equals(name.toUpperCase(Locale.ROOT))) {
                return Optional.of(attribute);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> checked(Attribute attribute, String text) {
        return switch (attribute) {
            case NAME, HELO -> ClientName.parse(text).map(ClientName::text);
            case ADDR, DESTADDR -> address(text);
            case PORT, DESTPORT -> Optional.of(text).filter(XclientCommand::isPort);
            case PROTO -> Optional.of(text.toUpperCase(Locale.ROOT)).filter(p -> p.equals("SMTP") || p.equals("ESMTP"));
            case LOGIN -> Optional.of(text).filter(login -> !login.isEmpty());
        };
    }

    private static Optional<String> address(String text) {
        boolean tagged = text.regionMatches(true, 0, IPV6, 0, IPV6.length());
        String address = tagged ? text.substring(IPV6.length()) : text;
        return Optional.of(address).filter(ip -> Address.isIpAddress(ip) && (ip.indexOf(':') >= 0) == tagged);
    }

    private static boolean isPort(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_PORT_DIGITS
                && text.chars().allMatch(c -> c >= '0' && c <= '9')
                && Integer.parseInt(text) <= 65_535;
    }
}
