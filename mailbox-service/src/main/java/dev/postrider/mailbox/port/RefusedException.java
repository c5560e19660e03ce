package dev.postrider.mailbox.port;

/** A command that is refused; fails the future of a command. The message is for the caller, and shows no internals. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Refusal refusal;

    public RefusedException(Refusal refusal, String message) {
        // An answer, not a bug: nobody needs to know where it was made.
        super(message, null, false, false);
        this.refusal = refusal;
    }

    public Refusal refusal() {
        return refusal;
    }
}
