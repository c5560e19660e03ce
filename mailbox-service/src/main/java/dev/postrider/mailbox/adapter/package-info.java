/**
 * The mailboxes, over PostgreSQL, the blob store, Kafka and gRPC, put together.
 */
@org.jspecify.annotations.NullMarked
package dev.postrider.mailbox.adapter;
