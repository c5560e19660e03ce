package dev.postrider.mailbox.message;

import java.util.Optional;

/**
 * A message that is ready to be stored, whatever the number of mailboxes that take it. The arrays are not copied and not
 * changed by anybody.
 */
public final class IncomingMessage {
    private final long sizeOctets;
    private final int prefixOctets;
    private final int headerOctets;
    private final byte[] content;
    private final Optional<String> blobKey;
    private final byte[] sha256;
    private final byte[] structure;
    private final SearchFields fields;

    IncomingMessage(
            long sizeOctets,
            int prefixOctets,
            int headerOctets,
            byte[] content,
            Optional<String> blobKey,
            byte[] sha256,
            byte[] structure,
            SearchFields fields) {
        this.sizeOctets = sizeOctets;
        this.prefixOctets = prefixOctets;
        this.headerOctets = headerOctets;
        this.content = content;
        this.blobKey = blobKey;
        this.sha256 = sha256;
        this.structure = structure;
        this.fields = fields;
    }

    /** RFC822.SIZE. */
    public long sizeOctets() {
        return sizeOctets;
    }

    /** Lines that stand in front of the body: Return-Path, Received. */
    public int prefixOctets() {
        return prefixOctets;
    }

    /** Up to and with the blank line, prefix included. */
    public int headerOctets() {
        return headerOctets;
    }

    /** The first octets of the message: all of them unless there is a blob. */
    public byte[] content() {
        return content;
    }

    /** Where the body lies if {@link #content} is not all; the blob's octet 0 is the octet behind the prefix. */
    public Optional<String> blobKey() {
        return blobKey;
    }

    /** Of the octets behind the prefix. */
    public byte[] sha256() {
        return sha256;
    }

    /** A serialised MessageStructure. */
    public byte[] structure() {
        return structure;
    }

    public SearchFields fields() {
        return fields;
    }
}
