package dev.postrider.mailbox.directory;

import dev.postrider.mail.Address;
import java.util.List;

/** Where mail for one address goes, or why it goes nowhere. */
public sealed interface Answer {
    /** Never empty, no account twice. */
    record Local(List<Destination> destinations) implements Answer {}

    /** The domain is not ours. */
    record Remote(Address address) implements Answer {}

    record UnknownUser() implements Answer {}

    record Disabled() implements Answer {}

    record OverQuota() implements Answer {}

    /** The address exists, but its aliases lead nowhere. To a client it is disabled; the operator is told which. */
    record Misconfigured(Fault fault) implements Answer {}

    /** What can be wrong with aliases. */
    enum Fault {
        /** They lead back to themselves and to nothing else. */
        LOOP,
        /** They are nested deeper than {@code AddressResolver.MAX_DEPTH}. */
        TOO_DEEP,
        /** They lead to more than {@code AddressResolver.MAX_DESTINATIONS} places. */
        TOO_MANY
    }
}
