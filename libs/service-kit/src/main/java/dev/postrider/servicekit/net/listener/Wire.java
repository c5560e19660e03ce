package dev.postrider.servicekit.net.listener;

import io.vertx.core.Future;

/** One connection's two streams of octets. All calls and call-backs on its event loop. */
public interface Wire {
    /** What the client may be doing when the connection is closed. */
    enum Ending {
        /** It waits for the end. */
        CLIENT_IS_DONE,
        /** Its octets may still be under way: closing under them would reset the connection, and our last words would be lost. */
        CLIENT_MAY_BE_SENDING
    }

    /** Queues octets to be sent; the array is not to be written to any more. */
    void send(byte[] octets);

    /** Is so much queued that nothing more should be caused? */
    boolean isFull();

    /** Calls once when the queue has room again. */
    void whenDrained(Runnable action);

    /** Calls soon: after what has come already. */
    void later(Runnable action);

    /** Stops reading, up to {@link #resume}. */
    void pause();

    /** Reads again. */
    void resume();

    /** Sends the last plaintext and shakes hands. */
    Future<TlsSession> upgradeToTls(byte[] lastPlaintext);

    /** Ends the connection in order: what was sent arrives. */
    void close(Ending ending);

    /** Ends the connection at once. */
    void drop();
}
