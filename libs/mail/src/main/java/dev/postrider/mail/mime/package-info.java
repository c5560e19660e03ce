/**
 * MIME structure of messages (RFC 2045, RFC 2046): where each part lies, what it says it is, and its text.
 *
 * <p>Invariants: no input makes the parser throw; memory is bounded by {@link dev.postrider.mail.mime.MimeLimits}, not by the
 * message; the ranges of children lie inside their parent's body, in order, without overlap; however the octets are
 * split into calls, the result is the same. Pure: it knows no I/O, no clock, no protocol.
 */
@org.jspecify.annotations.NullMarked
package dev.postrider.mail.mime;
