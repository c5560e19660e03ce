package dev.postrider.smtp;

/** Takes a message as it travels, hands it on as it is, and notes what its octets are. One per message. */
public sealed interface BodyDecoder permits DataDecoder, ChunkDecoder {
    /**
     * Takes the next piece.
     *
     * @return the index behind the end of the message, if the octets themselves tell it and it is in this piece; else -1 and all of
     *     the piece was taken
     */
    int decode(byte[] in, int from, int to);

    /** Octets of the message so far. */
    long octets();

    /** Was there a CR or LF that is not part of a CRLF? */
    boolean sawBareLineEnd();

    /** Was there a NUL? */
    boolean sawNul();

    /** Was there an octet above 127? */
    boolean sawEightBit();

    /** The longest line so far in octets, its CRLF included, RFC 5321 s4.5.3.1.6. */
    long longestLineOctets();
}
