/**
 * Forgetting what has become old: tombstones and idempotency keys.
 */
@org.jspecify.annotations.NullMarked
package dev.postrider.mailbox.adapter.prune;
