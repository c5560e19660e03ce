/**
 * Mailbox-service: the directory, delivery into mailboxes and access to them, over PostgreSQL and the blob store.
 *
 * <p>Stateless: any replica answers any call. What it knows of mail protocols is only what the contracts say: flags, UIDs, modseqs.
 * {@code message}, {@code name} and {@code search} are pure; everything with SQL, gRPC or Kafka stands below {@code adapter}.
 */
@org.jspecify.annotations.NullMarked
package dev.postrider.mailbox;
