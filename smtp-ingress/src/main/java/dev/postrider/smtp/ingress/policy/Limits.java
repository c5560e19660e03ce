package dev.postrider.smtp.ingress.policy;

/**
 * What a session may cost. Times stand elsewhere: here is no clock.
 *
 * @param commandLineOctets a command with its CRLF, RFC 5321 s4.5.3.1.4
 * @param extensionOctets what MAIL and RCPT may have on top for the parameters of extensions
 * @param authLineOctets a line of AUTH, RFC 4954 s4
 * @param recipients per message; above: 452
 * @param envelopeOctets of all addresses and parameters together, so that an envelope always fits a record; above: 452
 * @param messageOctets un-stuffed; above: 552
 * @param textLineOctets a line of the message with its CRLF
 * @param headerOctets header block of a message
 * @param receivedHops fields named Received
 * @param loopHops Received fields written by us, or Delivered-To fields of the same address
 * @param errors 5xx replies, of which the last is followed by 421
 * @param messages per session
 * @param inlineOctets up to here a body travels in the record, above it goes to the blob store
 */
public record Limits(
        int commandLineOctets,
        int extensionOctets,
        int authLineOctets,
        int recipients,
        int envelopeOctets,
        long messageOctets,
        int textLineOctets,
        long headerOctets,
        int receivedHops,
        int loopHops,
        int errors,
        int messages,
        int inlineOctets) {
    /** The values of reference.conf. */
    public static final Limits DEFAULTS =
            new Limits(512, 1024, 12_288, 1000, 384 * 1024, 50L << 20, 1000, 1L << 20, 100, 5, 20, 100_000, 256 * 1024);

    /** A message this far beyond the limit is not waited for. */
    private static final long OVERRUN_OCTETS = 64L << 20;

    /** So many octets of a message are at most looked at; if there are more, the connection ends. */
    public long endurableOctets() {
        return messageOctets + OVERRUN_OCTETS;
    }

    /** The same with fewer errors and messages in a session, if it has more. */
    public Limits atMost(int mostErrors, int mostMessages) {
        return new Limits(
                commandLineOctets,
                extensionOctets,
                authLineOctets,
                recipients,
                envelopeOctets,
                messageOctets,
                textLineOctets,
                headerOctets,
                receivedHops,
                loopHops,
                Math.min(errors, mostErrors),
                Math.min(messages, mostMessages),
                inlineOctets);
    }

    /** The longest line that any command may have. */
    public int longestLineOctets() {
        return Math.max(commandLineOctets + extensionOctets, authLineOctets);
    }
}
