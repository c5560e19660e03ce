package dev.postrider.testkit.dialogue;

import java.util.Optional;

/** One connection of a dialogue: to a socket, or to a session in memory. */
public interface DialogueConnection extends AutoCloseable {
    /** Sends octets as one piece. */
    void send(byte[] octets);

    /**
     * The server's next line without its CRLF; octets as ISO 8859-1, or UTF-8 where they are that. Waits for it within the harness's bound.
     *
     * @return empty if the server has closed the connection
     * @throws AssertionError if nothing comes
     */
    Optional<String> readLine();

    @Override
    void close();
}
