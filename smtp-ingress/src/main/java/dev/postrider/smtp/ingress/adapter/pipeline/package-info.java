/**
 * Takes the policy's steps: those that ask DNS on virtual threads, rspamd over HTTP, each within its time. What comes of it is decided
 * in {@code policy.pipeline}.
 */
@org.jspecify.annotations.NullMarked
package dev.postrider.smtp.ingress.adapter.pipeline;
