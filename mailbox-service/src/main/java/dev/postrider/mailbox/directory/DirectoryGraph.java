package dev.postrider.mailbox.directory;

import dev.postrider.mail.Address;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything in the directory that can be reached from some addresses, at one instant. Keys are canonical addresses; the
 * catch-all of a domain is the alias with an empty local part.
 *
 * @param domains the local domains among those mentioned, and whether each is enabled
 * @param aliases targets in the order in which they were given, in their own spelling
 * @param primaryDomain the oldest enabled domain, which answers for the bare {@code postmaster}
 * @param complete false if there was more than is read for one question
 * @param fallbackPostmaster who takes the mail for postmaster where nobody has that name
 */
public record DirectoryGraph(
        Map<String, Boolean> domains,
        Map<Address, LocalAccount> accounts,
        Map<Address, List<Address>> aliases,
        Optional<String> primaryDomain,
        Optional<LocalAccount> fallbackPostmaster,
        boolean complete) {
    /** Addresses read for one question: more than an answer may ever touch. */
    public static final int MAX_ADDRESSES = 20_000;

    public static Address catchAllOf(String domain) {
        return new Address("", domain);
    }
}
