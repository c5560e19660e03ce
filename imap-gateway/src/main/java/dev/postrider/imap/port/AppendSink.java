package dev.postrider.imap.port;

import io.vertx.core.Future;

/** Takes the octets of one message. After a failure it still takes them, and throws them away. */
public interface AppendSink {
    /** Takes {@code octets[from, to)}, which it must not keep. */
    void write(byte[] octets, int from, int to);

    /** Should the source wait? */
    boolean isFull();

    /** Calls once when there is room again, or no more need for it. */
    void whenDrained(Runnable action);

    /** All octets were written: store the message. */
    Future<AppendedMessage> finish();

    /** Store nothing. */
    void abort();
}
