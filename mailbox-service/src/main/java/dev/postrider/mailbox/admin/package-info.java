/**
 * The admin HTTP API: domains, accounts, aliases, passwords, quotas, usage and verification, for operators and {@code postrider
 * account …}.
 *
 * <p>Rules that hold: nothing is answered without the token, except the description of the API; a PUT may be repeated; what is
 * wrong with a request is said completely and says what to do (RFC 9457); every change is a line in the log {@code
 * dev.postrider.audit} with who, what and on which object, never with a secret; both schemas change in one transaction. The
 * description, {@code openapi.yaml}, names exactly the routes that exist: a test compares them.
 *
 * <p>Values and rules stand here; {@code adapter} has the SQL, {@code net} the HTTP.
 */
@NullMarked
package dev.postrider.mailbox.admin;

import org.jspecify.annotations.NullMarked;
