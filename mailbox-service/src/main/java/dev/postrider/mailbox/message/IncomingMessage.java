package dev.postrider.mailbox.message;

import java.util.Optional;

/**
 * A message that is ready to be stored, whatever the number of mailboxes that take it. The arrays are not copied and not
 * changed by anybody.
 *
 * @param sizeOctets RFC822.SIZE
 * @param prefixOctets lines that stand in front of the body: Return-Path, Received
 * @param headerOctets up to and with the blank line, prefix included
 * @param content the first octets of the message: all of them unless there is a blob
 * @param blobKey where the body lies if {@code content} is not all; the blob's octet 0 is the octet behind the prefix
 * @param sha256 of the octets behind the prefix
 * @param structure a serialised MessageStructure
 */
public record IncomingMessage(
        long sizeOctets,
        int prefixOctets,
        int headerOctets,
        byte[] content,
        Optional<String> blobKey,
        byte[] sha256,
        byte[] structure,
        SearchFields fields) {}
