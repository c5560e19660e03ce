/**
 * Delivery into mailboxes: many messages in one call, made of what queued while the last calls were under way.
 *
 * <p>Must not know Kafka or deferral: it answers what became of each target.
 */
@NullMarked
package dev.postrider.delivery.local;

import org.jspecify.annotations.NullMarked;
