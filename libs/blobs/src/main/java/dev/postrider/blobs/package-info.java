/**
 * Large bodies outside Kafka and PostgreSQL: the {@link dev.postrider.blobs.BlobStore} port, one implementation on a directory
 * and one on S3-compatible storage.
 *
 * <p>Invariants: a key is visible only after its whole content is durable; a committed blob never changes; bodies stream in both
 * directions with back-pressure and are never held whole in memory. The package knows nothing of mail, Kafka or PostgreSQL: what a
 * key means is its caller's business.
 */
@NullMarked
package dev.postrider.blobs;

import org.jspecify.annotations.NullMarked;
