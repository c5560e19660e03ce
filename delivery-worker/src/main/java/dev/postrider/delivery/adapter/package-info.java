/**
 * Kafka, gRPC, PostgreSQL, DNS and metrics behind the ports. The only place that imports their libraries.
 */
@NullMarked
package dev.postrider.delivery.adapter;

import org.jspecify.annotations.NullMarked;
