/**
 * Verification of ARC chains (RFC 8617 s5.2): who handled a message, sealed by each. Built from the signatures of DKIM; the body is
 * hashed while it passes by. Nothing is sealed here.
 *
 * <p>Invariant: whatever the sets say, there is one result, {@code none}, {@code pass} or {@code fail}, with one reason.
 */
@org.jspecify.annotations.NullMarked
package dev.postrider.mailauth.arc;
