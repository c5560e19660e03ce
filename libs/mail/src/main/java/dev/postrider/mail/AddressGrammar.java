package dev.postrider.mail;

import java.util.Optional;

/** The grammar of RFC 5321 s4.1.2 and s4.1.3 for mailboxes. */
final class AddressGrammar {
    private static final int MAX_LABEL = 63;
    private static final int MAX_DOMAIN = 255;

    private AddressGrammar() {}

    static Optional<Address> parse(String text) {
        if (text.isEmpty() || Address.octets(text) > Address.MAX_OCTETS) {
            return Optional.empty();
        }
        StringBuilder localPart = new StringBuilder();
        int at = text.charAt(0) == '"' ? quotedString(text, localPart) : dotString(text, localPart);
        if (at < 0 || at >= text.length() || text.charAt(at) != '@') {
            return Optional.empty();
        }
        String domain = text.substring(at + 1);
        return isDomain(domain) || isAddressLiteral(domain)
                ? Optional.of(new Address(localPart.toString(), domain))
                : Optional.empty();
    }

    /** {@code Dot-string = Atom *("." Atom)}. Returns where it ends, or -1. */
    private static int dotString(String text, StringBuilder out) {
        int i = 0;
        boolean atomStarts = true;
        for (; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '@') {
                break;
            }
            if (c == '.' ? atomStarts : !isAtomText(c)) {
                return -1;
            }
            atomStarts = c == '.';
            out.append(c);
        }
        return atomStarts || !wellFormed(out) ? -1 : i;
    }

    /** {@code Quoted-string = DQUOTE *QcontentSMTP DQUOTE}. Returns where it ends, or -1. */
    private static int quotedString(String text, StringBuilder out) {
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                return wellFormed(out) ? i + 1 : -1;
            }
            if (c == '\\') {
                i++;
                if (i == text.length() || text.charAt(i) < 0x20 || text.charAt(i) > 0x7E) {
                    return -1;
                }
                out.append(text.charAt(i));
            } else if (isQuotedText(c)) {
                out.append(c);
            } else {
                return -1;
            }
        }
        return -1;
    }

    static String quoteLocalPart(String localPart) {
        if (isDotString(localPart)) {
            return localPart;
        }
        StringBuilder out = new StringBuilder(localPart.length() + 2).append('"');
        for (int i = 0; i < localPart.length(); i++) {
            char c = localPart.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\');
            }
            out.append(c);
        }
        return out.append('"').toString();
    }

    private static boolean isDotString(String text) {
        boolean atomStarts = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.' ? atomStarts : !isAtomText(c)) {
                return false;
            }
            atomStarts = c == '.';
        }
        return !atomStarts;
    }

    /** {@code Domain = sub-domain *("." sub-domain) ; sub-domain = Let-dig [Ldh-str] / U-label}. */
    static boolean isDomain(String text) {
        if (text.isEmpty() || Address.octets(text) > MAX_DOMAIN || !wellFormed(text)) {
            return false;
        }
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == '.') {
                if (i == start || i - start > MAX_LABEL || text.charAt(start) == '-' || text.charAt(i - 1) == '-') {
                    return false;
                }
                start = i + 1;
            } else if (!isLetterDigitHyphen(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** {@code address-literal = "[" ( IPv4-address-literal / IPv6-address-literal / General-address-literal ) "]"}. */
    static boolean isAddressLiteral(String text) {
        if (text.length() < 3 || text.charAt(0) != '[' || text.charAt(text.length() - 1) != ']') {
            return false;
        }
        String inside = text.substring(1, text.length() - 1);
        int colon = inside.indexOf(':');
        if (colon < 0) {
            return isIpv4(inside);
        }
        String tag = inside.substring(0, colon);
        String value = inside.substring(colon + 1);
        return tag.equalsIgnoreCase("IPv6") ? isIpv6(value) : isGeneralLiteral(tag, value);
    }

    /** {@code General-address-literal = Standardized-tag ":" 1*dcontent}. */
    private static boolean isGeneralLiteral(String tag, String value) {
        if (tag.isEmpty() || value.isEmpty() || tag.endsWith("-") || !Address.isAscii(tag)) {
            return false;
        }
        return tag.chars().allMatch(c -> isLetterDigitHyphen((char) c))
                && value.chars().allMatch(c -> c > 0x20 && c < 0x7F && c != '[' && c != '\\' && c != ']');
    }

    /** {@code IPv4-address-literal = Snum 3("." Snum)}. */
    static boolean isIpv4(String text) {
        int groups = 0;
        int digits = 0;
        int value = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i == text.length() ? '.' : text.charAt(i);
            if (c == '.') {
                if (digits == 0 || value > 255) {
                    return false;
                }
                groups++;
                digits = 0;
                value = 0;
            } else if (c >= '0' && c <= '9' && digits < 3) {
                digits++;
                value = value * 10 + (c - '0');
            } else {
                return false;
            }
        }
        return groups == 4;
    }

    /** {@code IPv6-addr = IPv6-full / IPv6-comp / IPv6v4-full / IPv6v4-comp}. */
    static boolean isIpv6(String text) {
        int compression = text.indexOf("::");
        if (compression < 0) {
            return ipv6Groups(text) == 8;
        }
        String left = text.substring(0, compression);
        String right = text.substring(compression + 2);
        int groupsLeft = left.isEmpty() ? 0 : left.indexOf('.') >= 0 ? -1 : ipv6Groups(left);
        int groupsRight = right.isEmpty() ? 0 : ipv6Groups(right);
        return groupsLeft >= 0 && groupsRight >= 0 && groupsLeft + groupsRight <= 7;
    }

    /** The number of 16-bit groups, or -1. A dotted IPv4 address at the end counts as two. */
    private static int ipv6Groups(String text) {
        String[] groups = text.split(":", -1);
        int count = 0;
        for (int i = 0; i < groups.length; i++) {
            String group = groups[i];
            if (i == groups.length - 1 && group.indexOf('.') >= 0) {
                return isIpv4(group) ? count + 2 : -1;
            }
            if (group.isEmpty() || group.length() > 4 || !group.chars().allMatch(AddressGrammar::isHexDigit)) {
                return -1;
            }
            count++;
        }
        return count;
    }

    private static boolean isHexDigit(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }

    private static boolean isLetterDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static boolean isLetterDigitHyphen(char c) {
        return isLetterDigit(c) || c == '-' || c >= 0xA0;
    }

    /** {@code atext} of RFC 5322 s3.2.3 with UTF8-non-ascii of RFC 6531. C1 controls are left out. */
    private static boolean isAtomText(char c) {
        return isLetterDigit(c) || "!#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0 || c >= 0xA0;
    }

    /** {@code qtextSMTP = %d32-33 / %d35-91 / %d93-126}, and UTF8-non-ascii of RFC 6531. */
    private static boolean isQuotedText(char c) {
        return (c >= 0x20 && c < 0x7F) || c >= 0xA0;
    }

    /** A surrogate without its other half cannot be written as UTF-8; U+FFFD says that it was not UTF-8 when it was read. */
    private static boolean wellFormed(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c) || c == 0xFFFD) {
                return false;
            }
        }
        return true;
    }
}
