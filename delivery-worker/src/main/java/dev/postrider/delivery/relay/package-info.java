/**
 * Delivery to other servers: queues and limits per destination, which hosts to try, when to give a connection up.
 *
 * <p>Invariants: at most {@code connections-per-destination} connections to a destination and {@code connections} in all; a message waits only in
 * a bounded queue, and otherwise is deferred. Must not know sockets, Kafka or PostgreSQL.
 */
@NullMarked
package dev.postrider.delivery.relay;

import org.jspecify.annotations.NullMarked;
