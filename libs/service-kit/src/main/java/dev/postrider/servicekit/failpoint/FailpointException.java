package dev.postrider.servicekit.failpoint;

/** Thrown by a failpoint that was set to {@code error}. */
public final class FailpointException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public FailpointException(String name) {
        super("failpoint " + name);
    }
}
