package dev.postrider.mailbox.directory;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How somebody comes to their mail: also what an app password may be for. */
public enum MailProtocol {
    SMTP,
    IMAP,
    POP3,
    JMAP;

    /** In lower case, as gateways, the admin API and the database write it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Empty: none of ours. */
    public static Optional<MailProtocol> of(String label) {
        return Arrays.stream(values())
                .filter(protocol -> protocol.label().equals(label))
                .findFirst();
    }
}
