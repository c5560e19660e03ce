/**
 * What is computed of a message once, before it is stored: its structure, its header fields for SEARCH, where its octets go.
 *
 * <p>Invariant: the octets of a stored message are {@code prefix + body}, byte for byte; all offsets count from the first octet
 * of the prefix. Pure: no I/O, no clock.
 */
@org.jspecify.annotations.NullMarked
package dev.postrider.mailbox.message;
