/**
 * Message header fields (RFC 5322, RFC 2047, RFC 2231): splitting, unfolding, decoding and addresses.
 *
 * <p>Everything here is total: no input makes it throw. What the RFCs do not allow is read the way the common readers do.
 * Pure: it knows no I/O, no clock, no protocol.
 */
@org.jspecify.annotations.NullMarked
package dev.postrider.mail.header;
