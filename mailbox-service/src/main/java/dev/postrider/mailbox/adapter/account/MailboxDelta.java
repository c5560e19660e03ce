package dev.postrider.mailbox.adapter.account;

/** What one command adds to, or takes from, the counters of a mailbox. */
public final class MailboxDelta {
    /** {@code \Seen}. */
    private static final int SEEN = 1;
    /** {@code \Deleted}. */
    private static final int DELETED = 8;

    private long newUids;
    private int messages;
    private int unseen;
    private int deleted;
    private long sizeOctets;
    private boolean hasRow = true;

    /** An entry with a new UID came in. */
    public void added(int flags, long size) {
        newUids++;
        count(1, flags, size);
    }

    /** An entry went away. */
    public void removed(int flags, long size) {
        count(-1, flags, size);
    }

    /** Flags changed. */
    public void flagged(int unseenMore, int deletedMore) {
        unseen += unseenMore;
        deleted += deletedMore;
    }

    /** All entries go, with the mailbox. */
    public void emptied(int allMessages, long allOctets) {
        messages -= allMessages;
        sizeOctets -= allOctets;
    }

    private void count(int sign, int flags, long size) {
        messages += sign;
        unseen += (flags & SEEN) == 0 ? sign : 0;
        deleted += (flags & DELETED) != 0 ? sign : 0;
        sizeOctets += sign * size;
    }

    void rowIsGone() {
        hasRow = false;
    }

    public long newUids() {
        return newUids;
    }

    public int messages() {
        return messages;
    }

    public int unseen() {
        return unseen;
    }

    public int deleted() {
        return deleted;
    }

    public long sizeOctets() {
        return sizeOctets;
    }

    boolean hasRow() {
        return hasRow;
    }
}
