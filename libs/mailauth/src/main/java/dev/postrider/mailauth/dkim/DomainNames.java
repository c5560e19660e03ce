package dev.postrider.mailauth.dkim;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Domain names as signatures spell them. */
final class DomainNames {
    private static final int MAX_DOMAIN = 253;
    private static final int MAX_LABEL = 63;

    private DomainNames() {}

    /**
     * In lower case and A-labels (RFC 8616 s4); empty if it is no name that DNS could be asked for. Underscores are let pass,
     * selectors have them.
     *
     * @param octets one character per octet
     */
    static Optional<String> normal(String octets) {
        String name = octets;
        if (!name.chars().allMatch(letter -> letter < 128)) {
            if (name.length() > 4 * MAX_DOMAIN) {
                return Optional.empty();
            }
            try {
                name = IDN.toASCII(utf8(octets), IDN.ALLOW_UNASSIGNED);
            } catch (IllegalArgumentException notAName) {
                return Optional.empty();
            }
        }
        return isName(name) ? Optional.of(name.toLowerCase(Locale.ROOT)) : Optional.empty();
    }

    /** Is the name the domain or below it? Both in normal form. */
    static boolean isWithin(String name, String domain) {
        return name.equals(domain) || name.endsWith("." + domain);
    }

    /** What a text of octets says if they are UTF-8. */
    static String utf8(String octets) {
        return new String(octets.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** {@code domain-name = sub-domain 1*("." sub-domain)}, of which a selector needs only the first. */
    private static boolean isName(String name) {
        if (name.isEmpty() || name.length() > MAX_DOMAIN) {
            return false;
        }
        int label = 0;
        for (int i = 0; i < name.length(); i++) {
            char letter = name.charAt(i);
            if (letter == '.') {
                if (label == 0) {
                    return false;
                }
                label = 0;
            } else if (isLetter(letter) && label < MAX_LABEL) {
                label++;
            } else {
                return false;
            }
        }
        return label > 0;
    }

    private static boolean isLetter(char letter) {
        return (letter >= 'a' && letter <= 'z')
                || (letter >= 'A' && letter <= 'Z')
                || (letter >= '0' && letter <= '9')
                || letter == '-'
                || letter == '_';
    }
}
