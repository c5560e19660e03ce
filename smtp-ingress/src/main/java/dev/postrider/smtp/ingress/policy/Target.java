package dev.postrider.smtp.ingress.policy;

/** Where mail for one recipient goes. */
public sealed interface Target {
    /**
     * Into a mailbox of ours.
     *
     * @param detail plus addressing, RFC 5233: the part after {@code +}; empty if there is none
     */
    record Local(long accountId, String detail) implements Target {}

    /** On to another server. */
    record Remote(String address) implements Target {}
}
