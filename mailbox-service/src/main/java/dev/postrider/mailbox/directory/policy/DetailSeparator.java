package dev.postrider.mailbox.directory.policy;

import dev.postrider.mail.Address;
import java.util.Optional;

/**
 * Sub-addressing, RFC 5233: {@code user+detail@domain}.
 *
 * @param text one character, or empty if the feature is off
 */
public record DetailSeparator(String text) {
    public DetailSeparator {
        if (text.length() > 1) {
            throw new IllegalArgumentException("a detail separator is one character, not '" + text + "'");
        }
    }

    /** The two parts of a local part, if there are two. A separator in front separates nothing. */
    public Optional<Split> split(Address address) {
        int at = text.isEmpty() ? -1 : address.localPart().indexOf(text);
        return at > 0
                ? Optional.of(new Split(
                        new Address(address.localPart().substring(0, at), address.domain()),
                        address.localPart().substring(at + 1)))
                : Optional.empty();
    }

    /** {@code user@domain} and {@code detail}. */
    public record Split(Address user, String detail) {}
}
