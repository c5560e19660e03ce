package dev.postrider.mail;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/**
 * A mailbox address as SMTP speaks it, RFC 5321 s4.1.2 {@code Mailbox}, with UTF-8 per RFC 6531 s3.3.
 *
 * @param localPart without quoting: {@code "john doe"@example.com} has the local part {@code john doe}
 * @param domain a domain name, or an address literal with its brackets
 */
public record Address(String localPart, String domain) {
    /** RFC 5321 s4.5.3.1.3: a path has at most 256 octets, of which two are its angle brackets. */
    public static final int MAX_OCTETS = 254;

    /**
     * Reads a whole text as an address. Empty if it is none.
     *
     * <pre>
     * Mailbox    = Local-part "@" ( Domain / address-literal )
     * Local-part = Dot-string / Quoted-string
     * </pre>
     */
    public static Optional<Address> parse(String text) {
        return AddressGrammar.parse(text);
    }

    /**
     * The form by which we look an address up: local part in lower case and NFC, domain in lower case and as A-labels (RFC
     * 5890). Only for addresses of ours, and for keys: what goes to other servers keeps its case.
     */
    public Address canonical() {
        return new Address(
                Normalizer.normalize(localPart, Normalizer.Form.NFC).toLowerCase(Locale.ROOT), asciiDomain(domain));
    }

    /** A domain in lower case and as A-labels (RFC 5890). What has no such form is only put into lower case. */
    public static String asciiDomain(String domain) {
        if (isAscii(domain)) {
            return domain.toLowerCase(Locale.ROOT);
        }
        try {
            return IDN.toASCII(Normalizer.normalize(domain, Normalizer.Form.NFC), IDN.ALLOW_UNASSIGNED)
                    .toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException noSuchForm) {
            return domain.toLowerCase(Locale.ROOT);
        }
    }

    /** Does the domain stand in brackets? */
    public boolean isAddressLiteral() {
        return domain.startsWith("[");
    }

    /** Can it be sent without SMTPUTF8? */
    public boolean isAscii() {
        return isAscii(localPart) && isAscii(domain);
    }

    /** The form on the wire, without angle brackets; quoted only where the local part needs it. */
    @Override
    public String toString() {
        return AddressGrammar.quoteLocalPart(localPart) + "@" + domain;
    }

    static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    static int octets(String text) {
        return isAscii(text) ? text.length() : text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Is it an IPv4 or IPv6 address as text, without brackets or tag? */
    public static boolean isIpAddress(String text) {
        return AddressGrammar.isIpv4(text) || AddressGrammar.isIpv6(text);
    }
}
