package dev.postrider.mailbox.directory;

/** How an attempt to log in ended. */
public sealed interface LoginOutcome {
    /**
     * @param login canonical
     */
    record Accepted(long accountId, String login) implements LoginOutcome {}

    /** No such login, or a wrong password: nobody is told which. */
    record Invalid() implements LoginOutcome {}

    /** The password was right, but the account or its domain is disabled. */
    record Disabled() implements LoginOutcome {}

    /** Too many failures, or too many checks at once: nothing was checked. */
    record Throttled() implements LoginOutcome {}
}
