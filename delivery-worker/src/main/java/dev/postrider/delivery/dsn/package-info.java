/**
 * Reports to senders, RFC 3464 and RFC 3461: whom to tell, what to say, and under which queue id.
 *
 * <p>Invariants: never a report to the null reverse-path or about a report; the queue id of a report follows from what it reports, so that a
 * repetition after a crash is the same message.
 */
@NullMarked
package dev.postrider.delivery.dsn;

import org.jspecify.annotations.NullMarked;
