/**
 * Octets and time: turns octets into events and actions into octets. The only place with timers and the order of things; {@link
 * dev.postrider.imap.net.ImapConnection} drives one session, on listeners that {@link dev.postrider.servicekit.net.listener.Listeners} binds.
 *
 * <p>Invariants: one event at a time, and its actions are done before the next; the octets of messages are piped, with a limit on what waits: FETCH stops
 * while the socket is full, APPEND stops the socket while the store is. Must not know the technology of the store.
 */
@NullMarked
package dev.postrider.imap.net;

import org.jspecify.annotations.NullMarked;
