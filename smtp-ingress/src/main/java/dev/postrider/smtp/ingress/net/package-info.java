/**
 * The shell around the pure session: octets, timers and futures. Turns octets into events and actions into octets, on listeners that
 * {@link dev.postrider.servicekit.net.listener.Listeners} binds.
 *
 * <p>Invariants: a connection lives on one event loop and only there; nothing blocks it; no more is read than can be kept; replies
 * leave in the order of their commands.
 */
@org.jspecify.annotations.NullMarked
package dev.postrider.smtp.ingress.net;
