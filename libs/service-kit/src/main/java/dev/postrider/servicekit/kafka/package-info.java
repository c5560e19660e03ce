/**
 * Kafka for services: durable produce, consumption without loss or head-of-line blocking, broadcast reading and topic set-up.
 *
 * <p>Plain kafka-clients on threads of their own; results reach callers on their Vert.x context. No call blocks an event loop, and
 * every buffer has a bound.
 */
@NullMarked
package dev.postrider.servicekit.kafka;

import org.jspecify.annotations.NullMarked;
