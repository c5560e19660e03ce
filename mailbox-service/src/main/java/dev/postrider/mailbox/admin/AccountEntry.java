package dev.postrider.mailbox.admin;

import dev.postrider.mail.Address;
import java.time.Instant;

/**
 * An account as operators see it.
 *
 * @param login as it was written when it was made; compared in its canonical form
 * @param quotaOctets 0: no limit
 * @param hasPassword false: nobody can log in
 */
public record AccountEntry(
        long id,
        Address login,
        String displayName,
        long quotaOctets,
        boolean administrator,
        boolean enabled,
        boolean hasPassword,
        Instant createdAt,
        long usedOctets,
        long usedMessages) {}
