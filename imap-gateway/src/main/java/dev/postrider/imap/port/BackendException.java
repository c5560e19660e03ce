package dev.postrider.imap.port;

/** A call failed. The message is for logs. */
public final class BackendException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final FaultKind kind;

    public BackendException(FaultKind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    public BackendException(FaultKind kind, Throwable cause) {
        super(String.valueOf(cause.getMessage()), cause, false, false);
        this.kind = kind;
    }

    public FaultKind kind() {
        return kind;
    }
}
