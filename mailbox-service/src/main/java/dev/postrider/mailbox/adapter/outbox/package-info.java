/**
 * Hints about changed accounts, from the transaction that changed them to Kafka.
 *
 * <p>Invariant: a row of {@code mailbox.outbox} is deleted only after its hint is durable in Kafka, so no crash loses a hint for ever.
 * Hints may be repeated and come in any order.
 */
@org.jspecify.annotations.NullMarked
package dev.postrider.mailbox.adapter.outbox;
