package dev.postrider.mailbox.directory;

/**
 * What is kept of a password.
 *
 * @param hash Argon2id in PHC form; empty: nobody can log in with a password
 * @param scramVerifier RFC 5803; empty: SCRAM cannot be used
 */
public record StoredPassword(String hash, String scramVerifier) {
    @Override
    public String toString() {
        return "StoredPassword[" + (hash.isEmpty() ? "none" : "set") + "]";
    }
}
