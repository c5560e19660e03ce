package dev.postrider.smtp.ingress.policy;

/**
 * What is known of a body that has arrived.
 *
 * @param octets un-stuffed
 * @param headerOctets up to and with the blank line; all, if there is none
 * @param longestLineOctets with its CRLF
 * @param receivedHops fields named Received
 * @param loopHops how often it was here already, as far as that is worth knowing
 * @param bareLineEnd a CR or LF outside CRLF was seen
 * @param nul a NUL was seen
 * @param eightBit an octet above 127 was seen
 * @param hasDate there is a Date field
 * @param hasMessageId there is a Message-ID field
 * @param tlsNotRequired the header says {@code TLS-Required: No} (RFC 8689 s5)
 * @param storageFailed the blob store did not take it
 */
public record BodyFacts(
        long octets,
        long headerOctets,
        long longestLineOctets,
        int receivedHops,
        int loopHops,
        boolean bareLineEnd,
        boolean nul,
        boolean eightBit,
        boolean hasDate,
        boolean hasMessageId,
        boolean tlsNotRequired,
        boolean storageFailed) {}
