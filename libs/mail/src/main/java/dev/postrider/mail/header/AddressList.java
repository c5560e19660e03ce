package dev.postrider.mail.header;

import java.util.List;

/** Reads the address lists of header fields, RFC 5322 s3.4 with the obsolete syntax of s4.4. */
public final class AddressList {
    private AddressList() {}

    /**
     * Reads an unfolded field value. Never fails: what cannot be read as an address becomes one with an empty host.
     *
     * @return in their order, groups between {@link EnvelopeAddress#groupStart} and {@link EnvelopeAddress#groupEnd()}
     */
    public static List<EnvelopeAddress> parse(String value) {
        return List.of();
    }
}
