package dev.postrider.testkit.dialogue;

import java.util.Optional;

/** The server's side of one connection, as a dialogue sees it: a session in memory, or a socket. */
public interface DialoguePeer {
    /** Hands octets to the server, as one chunk. */
    void send(byte[] chunk);

    /**
     * The server's next line, without its CRLF (a lone CR or LF is part of a line). Blocks for as long as an answer may take.
     *
     * @return empty if the server says nothing more, or has closed; what it said without an end of line comes as a line when it closes
     */
    Optional<byte[]> readLine();

    /** Whether the server has closed the connection; blocks for as long as that may take. Lines that were not read are given up. */
    boolean closed();

    /** Whether the server has nothing to say; a socket waits a moment before it says so. */
    boolean silent();

    /** The client goes away. */
    void close();
}
