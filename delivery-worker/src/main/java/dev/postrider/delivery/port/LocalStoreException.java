package dev.postrider.delivery.port;

import java.util.Locale;

/** A call as a whole did not go through. */
public final class LocalStoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Whose trouble it is. */
    public enum Kind {
        /** Nobody's mail in particular: the store or the way to it is down. */
        UNAVAILABLE,
        /** Perhaps that of some message in the call: the store met a fault while working on it. */
        FAULTY,
        /** The request's: the store will never take it. */
        REFUSED;

        /** In traces. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Kind kind;

    public LocalStoreException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
