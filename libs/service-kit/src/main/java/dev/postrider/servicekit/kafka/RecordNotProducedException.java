package dev.postrider.servicekit.kafka;

/** It is not known that the record is durable. It may be all the same: who sends it again may send a second copy. */
public final class RecordNotProducedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RecordNotProducedException(String message, Throwable cause) {
        super(message, cause);
    }

    public RecordNotProducedException(String message) {
        super(message);
    }
}
