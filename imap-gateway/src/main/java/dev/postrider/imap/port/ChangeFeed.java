package dev.postrider.imap.port;

/** News that an account has changed: hints, which may be lost, repeated or late. */
@FunctionalInterface
public interface ChangeFeed {
    /** Ends the news. */
    @FunctionalInterface
    interface Watch {
        void end();
    }

    /** What a watcher is told, on the context from which it began to watch. */
    interface Watcher {
        /** The mailbox has changed; the account has reached this modseq. */
        void changed(long mailboxId, long modseq);

        /** Hints may have been missed: look. */
        void missed();
    }

    /** Tells of one account. */
    Watch watch(long accountId, Watcher watcher);
}
