package dev.postrider.deploy;

/** The system cannot start, for a reason that its user can mend; the message says how. Shown without a stack trace. */
final class StartFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StartFailure(String message) {
        super(message);
    }
}
