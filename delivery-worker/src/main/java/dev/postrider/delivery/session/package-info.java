/**
 * The client's SMTP session as a pure machine: (state, event) to (state, actions).
 *
 * <p>Rules: replies are matched to commands in order, so pipelined and single commands are one code path; the body never enters the machine, an
 * action asks for it and an event says how it ended; an event that a state does not expect ends the session, never throws. No I/O, no clock,
 * no Vert.x.
 */
@NullMarked
package dev.postrider.delivery.session;

import org.jspecify.annotations.NullMarked;
