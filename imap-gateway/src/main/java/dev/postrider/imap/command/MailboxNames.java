package dev.postrider.imap.command;

/** Names of mailboxes in answers. */
final class MailboxNames {
    private MailboxNames() {}

    /** {@code quoted}: printable ASCII is all there is in modified UTF-7. */
    static String quoted(String modifiedUtf7) {
        return '"' + modifiedUtf7.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
