package dev.postrider.mailauth.dns;

import dev.postrider.mail.Address;
import java.util.Locale;
import java.util.Optional;

/**
 * A name that can be asked about: lower case, A-labels (RFC 5890), without a final dot, each label of 1 to 63 octets and 253 in all
 * (RFC 1035 s2.3.4). Any printable ASCII and the space may stand in a label, since SPF's macros put them there.
 */
public record DomainName(String text) {
    private static final int MAX_LENGTH = 253;
    private static final int MAX_LABEL = 63;

    /** Reads a name in any case, with U-labels or A-labels, with or without a final dot. Empty if it cannot be asked about. */
    public static Optional<DomainName> parse(String name) {
        String ascii = Address.asciiDomain(name);
        String text = ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        int label = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.') {
                if (label == 0) {
                    return Optional.empty();
                }
                label = 0;
            } else if (c < ' ' || c > '~' || ++label > MAX_LABEL) {
                return Optional.empty();
            }
        }
        return label == 0 ? Optional.empty() : Optional.of(new DomainName(text.toLowerCase(Locale.ROOT)));
    }

    /** As {@link #parse}, for the name of somebody's domain: at least two labels of letters, digits, hyphens and underscores. */
    public static Optional<DomainName> parseQualified(String name) {
        return parse(name).filter(parsed -> parsed.labels() > 1 && parsed.isPlain());
    }

    /** How many labels it has. */
    public int labels() {
        int count = 1;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '.') {
                count++;
            }
        }
        return count;
    }

    /** The name without its leftmost label; empty for a name of one label. */
    public Optional<DomainName> parent() {
        int dot = text.indexOf('.');
        return dot < 0 ? Optional.empty() : Optional.of(new DomainName(text.substring(dot + 1)));
    }

    /** The name of the rightmost labels. */
    public DomainName rightmost(int count) {
        DomainName name = this;
        while (name.labels() > count) {
            name = name.parent().orElseThrow();
        }
        return name;
    }

    /** Is it the other name, or a name below it? */
    public boolean isAtOrBelow(DomainName other) {
        return text.equals(other.text) || text.endsWith("." + other.text);
    }

    private boolean isPlain() {
        return text.chars()
                .allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.');
    }

    @Override
    public String toString() {
        return text;
    }
}
