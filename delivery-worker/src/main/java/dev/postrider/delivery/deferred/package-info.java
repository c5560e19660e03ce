/**
 * Mail that waits for another attempt: claims what is due, keeps its leases, and puts each row back or removes it.
 *
 * <p>Invariant: a row is changed only by the holder of its fencing token, so a worker that lost a lease cannot undo what the next one did.
 */
@NullMarked
package dev.postrider.delivery.deferred;

import org.jspecify.annotations.NullMarked;
