package dev.postrider.servicekit.net.listener;

import java.time.Duration;
import java.util.function.Consumer;

/** What one listener speaks. Shared by its event loops. */
public interface Protocol {
    /** A client is not served: counts it, and gives the last words to it. */
    byte[] refuse(Refusal cause);

    /** Octets that a client has not read before {@link Wire#isFull}. */
    int unreadOctets();

    /** The longest silence of a client that the protocol bears. The socket closes a little later if the connection has not. */
    Duration longestSilence();

    /**
     * Makes the connections of one event loop; called once on each.
     *
     * @param whenEnded to be told of each connection that has ended, once
     */
    Opener onEventLoop(Consumer<Connection> whenEnded);

    /** Makes the connections of one event loop. */
    @FunctionalInterface
    interface Opener {
        /** Makes a connection that has not greeted yet. */
        Connection open(Wire wire, Client client);
    }
}
