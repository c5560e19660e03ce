/** Addresses, envelopes, queue ids and status codes of mail. Pure: no I/O, no clock, no randomness. */
@org.jspecify.annotations.NullMarked
package dev.postrider.mail;
