/**
 * From records to outcomes: decodes what Kafka holds, splits a message by where its recipients live, and settles what came of each.
 *
 * <p>Invariant: {@link dev.postrider.delivery.route.Outcomes} is the only place that lets go of a message, and does so last. Every method runs
 * on the one context of its flow, so nothing here is synchronised.
 */
@NullMarked
package dev.postrider.delivery.route;

import org.jspecify.annotations.NullMarked;
