/**
 * Mailbox-service as its callers see it: gRPC in front, a real PostgreSQL and a real blob directory behind.
 */
@org.jspecify.annotations.NullMarked
package dev.postrider.mailbox;
