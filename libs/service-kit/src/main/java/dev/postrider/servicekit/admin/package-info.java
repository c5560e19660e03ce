/**
 * The shell of an admin HTTP API: what a service answers to operators and the command line, beside its mail.
 *
 * <p>Rules that hold for each: nothing is answered without the token, except the description of the API; one request a connection; what is
 * wrong with a request is said completely and says what to do (RFC 9457); every change is a line in the log {@code dev.postrider.audit} with
 * who, what and on which object, never with a secret. Without a token the API is off.
 *
 * <p>What the operations are is the service's: it brings routes, and a description that names exactly these.
 */
@NullMarked
package dev.postrider.servicekit.admin;

import org.jspecify.annotations.NullMarked;
