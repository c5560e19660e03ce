/**
 * The engines that hold state, without a cluster: a Kafka broker in this process and a PostgreSQL as a child process.
 *
 * <p>Both are durable: what they acknowledge is on disk, and they start again from their directories after a {@code kill -9}. For the one-machine launcher
 * and for tests; services never see this package.
 */
@NullMarked
package dev.postrider.embedded;

import org.jspecify.annotations.NullMarked;
