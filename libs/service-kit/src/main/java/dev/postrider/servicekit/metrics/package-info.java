/**
 * The only catalogue of metric names and labels, and the JVM's own metrics.
 */
@NullMarked
package dev.postrider.servicekit.metrics;

import org.jspecify.annotations.NullMarked;
