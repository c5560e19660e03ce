/**
 * SASL (RFC 4422) as a server speaks it: PLAIN, LOGIN, SCRAM-SHA-256 with and without channel binding, OAUTHBEARER and XOAUTH2.
 *
 * <p>An exchange is a function: what the client said, or what the directory answered, gives the next {@link
 * dev.postrider.sasl.SaslStep}. How octets travel (lines, {@code *} to cancel, initial responses) and what a failure is called is the
 * protocol's, but for the base 64 that all have in common ({@link dev.postrider.sasl.SaslText}); whether a password, a proof or a token is
 * right is the directory's. So no exchange ever sees a stored secret.
 *
 * <p>Total: no text of a client makes anything here throw. Pure: the server's nonces come with the directory's answers.
 */
@NullMarked
package dev.postrider.sasl;

import org.jspecify.annotations.NullMarked;
