package dev.postrider.delivery.hold;

/** The process ends before the step could succeed: whoever owns the record next repeats it. */
public final class DrainingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DrainingException(String step, Throwable cause) {
        super(step, cause);
    }

    public DrainingException(String step) {
        super(step);
    }
}
