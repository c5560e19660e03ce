package dev.postrider.mailbox.adapter.account;

/**
 * How full an account is.
 *
 * @param quotaOctets 0: no limit
 * @param usedOctets sum of RFC822.SIZE over all mailbox entries; a copy counts again
 * @param usedMessages number of mailbox entries
 */
public record AccountUsage(long accountId, long quotaOctets, long usedOctets, long usedMessages) {
    /** Would a message of this size exceed the quota? */
    public boolean refuses(long sizeOctets) {
        return quotaOctets > 0 && usedOctets + sizeOctets > quotaOctets;
    }
}
