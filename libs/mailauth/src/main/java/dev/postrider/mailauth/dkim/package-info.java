/**
 * Verification of DKIM signatures (RFC 6376, RFC 8301, RFC 8463) while a message passes by.
 *
 * <p>Invariants: the body is read once, in chunks of any size, and never kept; what a sender writes can make a signature invalid
 * but never makes the verifier throw, loop or hold more than a few kilobytes beside the header; only a signature over the whole
 * body and the From field passes.
 *
 * <p>ARC (RFC 8617) is built from the same parts. Must not know SPF, DMARC or what is done about a verdict.
 */
@org.jspecify.annotations.NullMarked
package dev.postrider.mailauth.dkim;
