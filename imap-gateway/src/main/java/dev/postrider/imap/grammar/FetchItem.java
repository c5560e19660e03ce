package dev.postrider.imap.grammar;

import dev.postrider.imap.message.BodySection;
import dev.postrider.imap.message.Partial;
import java.util.Optional;

/** {@code fetch-att}, RFC 3501 s6.4.5. */
public sealed interface FetchItem {
    /** An item that stands for itself. */
    enum Attribute implements FetchItem {
        UID,
        FLAGS,
        INTERNALDATE,
        RFC822_SIZE,
        ENVELOPE,
        /** The structure without extension data. */
        BODY,
        BODYSTRUCTURE
    }

    /**
     * Octets of the message.
     *
     * @param label how the answer calls it, where that is not {@code BODY[…]}: the three items of RFC 822
     * @param peek without setting \Seen
     */
    record Section(Optional<String> label, BodySection section, Optional<Partial> partial, boolean peek)
            implements FetchItem {}
}
