/**
 * Sender Policy Framework, RFC 7208: may this client send mail for this domain?
 *
 * <p>{@link dev.postrider.mailauth.spf.SpfCheck} is the only door. A record is first parsed as a whole, so a mistake anywhere in it is
 * found before any of its terms is looked at; then its terms are evaluated in order, counting what is asked of DNS. Nothing throws for
 * any record, name or answer.
 */
@org.jspecify.annotations.NullMarked
package dev.postrider.mailauth.spf;
