package dev.postrider.mailbox.adapter.delivery;

/** More octets wait to be stored than this process may hold: the caller should try again. */
public final class QueueFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    QueueFullException() {
        super("too much mail waits to be stored", null, false, false);
    }
}
