package dev.postrider.servicekit.net.listener;

/** One client's conversation, as its listener drives it. All calls on its event loop. */
public interface Connection {
    /** Speaks first. What comes before this came too early. */
    void greet();

    /** Takes octets of the client. The array is the connection's from now on. */
    void received(byte[] octets);

    /**
     * The client says nothing more, but may go on listening: it has shut down its side of the socket.
     *
     * @return whether the connection comes to its end by itself; if not, it is closed
     */
    default boolean finished() {
        return false;
    }

    /** The client is gone. */
    void disconnected();

    /** The server wants to stop: ends as soon as it decently can. */
    void drain();

    /** Once a second. */
    void tick();

    /** Has the conversation ended, whatever the socket does? */
    boolean hasEnded();
}
