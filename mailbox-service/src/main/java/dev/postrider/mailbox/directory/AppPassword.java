package dev.postrider.mailbox.directory;

import java.util.Set;

/**
 * A password for one program.
 *
 * @param scopes the protocols that it opens
 */
public record AppPassword(long id, Set<MailProtocol> scopes) {
    /** Copies the set. */
    public AppPassword {
        scopes = Set.copyOf(scopes);
    }
}
