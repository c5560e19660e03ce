/**
 * The Authentication-Results field (RFC 8601): writing ours, and finding those of others that claim to be ours. Knows text only;
 * SPF and DMARC need not know it.
 *
 * <p>Invariant: whatever the values are, the field that is written is one field, of ASCII unless UTF-8 is allowed, and says nothing
 * that the results do not say.
 */
@org.jspecify.annotations.NullMarked
package dev.postrider.mailauth.results;
