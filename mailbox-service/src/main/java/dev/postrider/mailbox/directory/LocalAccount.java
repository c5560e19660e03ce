package dev.postrider.mailbox.directory;

/**
 * What resolving needs to know of an account.
 *
 * @param quotaOctets 0: no limit
 * @param usedOctets what its mailboxes hold now
 */
public record LocalAccount(long id, boolean enabled, long quotaOctets, long usedOctets) {
    /**
     * Is there room for one more message?
     *
     * @param sizeOctets announced size, 0 if unknown: then any room is enough
     */
    public boolean hasRoomFor(long sizeOctets) {
        return quotaOctets == 0 || usedOctets <= quotaOctets - Math.max(sizeOctets, 1);
    }
}
