/**
 * Traces by OpenTelemetry. The only package that knows that library: what services see is a {@link Tracing} that begins spans and a {@link TraceSpan},
 * handed on as a parameter and never bound to a thread, for on an event loop the next event belongs to somebody else.
 *
 * <p>With tracing off all spans are {@link TraceSpan#NONE}, and nothing of the SDK is loaded. With tracing on nothing that carries mail ever waits for
 * it: what the collector does not take in time is dropped, and counted.
 */
@NullMarked
package dev.postrider.servicekit.trace;

import org.jspecify.annotations.NullMarked;
