package dev.postrider.smtp.ingress.policy;

import java.util.List;

/** What the directory says of one address. */
public sealed interface Resolution {
    /**
     * Ours.
     *
     * @param targets at least one; an alias may lead outside
     */
    record Local(List<Target> targets) implements Resolution {
        /** Copies the list. */
        public Local {
            targets = List.copyOf(targets);
        }
    }

    /** Everything else needs no more words. */
    enum Other implements Resolution {
        /** The domain is not ours. */
        REMOTE,
        /** The domain is ours, the user is not known. */
        UNKNOWN_USER,
        /** The account takes no mail. */
        DISABLED,
        /** The account is full. */
        OVER_QUOTA,
        /** The directory gave no answer, and none is known from before. */
        UNAVAILABLE
    }
}
