package dev.postrider.mail.header;

import java.util.Optional;

/**
 * One address of an envelope structure, RFC 3501 s7.4.2. Quoting (RFC 5322) has been removed, encoded words (RFC 2047) are
 * left alone.
 *
 * <p>A group is a list of addresses between {@link #groupStart} and {@link #groupEnd()}. Only these two lack a host: an
 * address that was written without a domain has an empty one.
 *
 * @param name display name
 * @param route source route, {@code @a,@b}
 * @param mailbox local part, or the group's name
 * @param host domain
 */
public record EnvelopeAddress(
        Optional<String> name, Optional<String> route, Optional<String> mailbox, Optional<String> host) {
    private static final EnvelopeAddress GROUP_END =
            new EnvelopeAddress(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** A mailbox without name and route. */
    public static EnvelopeAddress of(String mailbox, String host) {
        return new EnvelopeAddress(Optional.empty(), Optional.empty(), Optional.of(mailbox), Optional.of(host));
    }

    /** A mailbox with a display name. */
    public static EnvelopeAddress named(String name, String mailbox, String host) {
        return new EnvelopeAddress(Optional.of(name), Optional.empty(), Optional.of(mailbox), Optional.of(host));
    }

    /** The start of a group. */
    public static EnvelopeAddress groupStart(String groupName) {
        return new EnvelopeAddress(Optional.empty(), Optional.empty(), Optional.of(groupName), Optional.empty());
    }

    /** The end of a group. */
    public static EnvelopeAddress groupEnd() {
        return GROUP_END;
    }

    /** Does a group start here? */
    public boolean isGroupStart() {
        return host.isEmpty() && mailbox.isPresent();
    }

    /** Does a group end here? */
    public boolean isGroupEnd() {
        return host.isEmpty() && mailbox.isEmpty();
    }

    /** {@code local@domain} of a mailbox; empty for a group's start and end. */
    public Optional<String> address() {
        return host.map(domain -> mailbox.orElse("") + (domain.isEmpty() ? "" : "@" + domain));
    }
}
