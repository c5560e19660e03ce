package dev.postrider.servicekit;

/** Something that {@code prepare} makes is not there, and the settings forbid to make it now. The message is for people, and complete. */
public final class NotPreparedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotPreparedException(String message) {
        super(message);
    }
}
