/**
 * DMARC by RFC 9989: does the author's domain stand behind this message, and what does it want done if not?
 *
 * <p>{@link dev.postrider.mailauth.dmarc.DmarcCheck} is the door; it takes the author's domain
 * ({@link dev.postrider.mailauth.dmarc.AuthorDomain}) and what SPF and DKIM found. Organizational domains come from the DNS tree walk,
 * never from a list of public suffixes. What {@code pct}, {@code rf} and {@code ri} said (RFC 7489) is gone.
 */
@org.jspecify.annotations.NullMarked
package dev.postrider.mailauth.dmarc;
