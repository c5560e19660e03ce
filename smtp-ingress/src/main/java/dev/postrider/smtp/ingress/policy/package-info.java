/**
 * What this server accepts: pure decisions over facts, each a {@code Verdict} whose reason gives the reply, the metric label and
 * the log key from one place.
 *
 * <p>Invariant: no passing fault gives a 5xx. Must not know sessions, sockets, futures or the clock.
 */
@org.jspecify.annotations.NullMarked
package dev.postrider.smtp.ingress.policy;
