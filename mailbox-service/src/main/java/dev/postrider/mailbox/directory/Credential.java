package dev.postrider.mailbox.directory;

/**
 * What a login is checked against.
 *
 * @param login canonical
 * @param passwordHash in PHC form; empty: nobody can log in
 * @param enabled account and domain
 */
public record Credential(long accountId, String login, String passwordHash, boolean enabled) {
    @Override
    public String toString() {
        return "Credential[accountId=" + accountId + ", login=" + login + ", enabled=" + enabled + "]";
    }
}
