package dev.postrider.imap.port;

/** A login and its password, kept no longer than the question to the directory takes. Never shows the password. */
public record Credentials(String login, String password) {
    @Override
    public String toString() {
        return "Credentials[login=" + login + "]";
    }
}
