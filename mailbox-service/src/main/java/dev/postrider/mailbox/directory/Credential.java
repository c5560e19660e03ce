package dev.postrider.mailbox.directory;

import java.util.Optional;

/**
 * What a login is checked against.
 *
 * @param login canonical
 * @param enabled account and domain
 * @param appPassword the one that was presented, if it is one of the account's
 */
public record Credential(
        long accountId, String login, StoredPassword password, boolean enabled, Optional<AppPassword> appPassword) {}
