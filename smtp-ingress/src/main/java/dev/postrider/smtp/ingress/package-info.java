/**
 * smtp-ingress: takes mail by SMTP and makes it durable on Kafka.
 *
 * <p>{@code Main} starts it, {@code SmtpIngress} wires it by hand, top to bottom. {@code session}, {@code command} and {@code
 * policy} are the protocol and know no I/O; {@code port} says what they need, {@code adapter} brings it, {@code net} has the sockets.
 *
 * <p>Invariant: 250 to a body is said only after Kafka has acknowledged it; a passing fault is never answered by 5xx.
 */
@org.jspecify.annotations.NullMarked
package dev.postrider.smtp.ingress;
