package dev.postrider.mailbox.admin;

import dev.postrider.mailbox.directory.MailProtocol;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * An app password as operators see it: never the password.
 *
 * @param name what it is for
 * @param scopes what it opens
 * @param lastUsedAt to the minute; empty: never
 */
public record AppPasswordEntry(
        long id, String name, Set<MailProtocol> scopes, Instant createdAt, Optional<Instant> lastUsedAt) {}
