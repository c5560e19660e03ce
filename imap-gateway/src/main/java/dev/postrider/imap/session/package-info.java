/**
 * One IMAP session as a function: {@code (state, event) -> (state, actions)}; {@link dev.postrider.imap.session.ImapSession} is the place to start.
 *
 * <p>Invariants: every event has an answer in every state; a client hears of an expunged message only while a command runs that allows it, and sequence
 * numbers change in no other way; commands are answered in the order in which they came; the bodies of messages never come here. Pure: no Vert.x, gRPC,
 * Kafka, clock or randomness; time and ids arrive in events.
 */
@NullMarked
package dev.postrider.imap.session;

import org.jspecify.annotations.NullMarked;
