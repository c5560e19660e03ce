/**
 * What is asked of a message between its end and its acceptance: the steps of the pipeline, what they may find, and what is done about
 * it. Finding out is done elsewhere, with DNS and filters; here are the decisions.
 *
 * <p>Invariant: what may pass another time never refuses a message for good. Must not know sessions, sockets, futures or the clock.
 */
@org.jspecify.annotations.NullMarked
package dev.postrider.smtp.ingress.policy.pipeline;
