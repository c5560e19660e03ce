/**
 * The delivery worker: takes accepted mail from Kafka and brings each recipient to an outcome.
 *
 * <p>Invariant: a record's offset completes only when every recipient of it has an outcome that is durable elsewhere: stored in a mailbox,
 * on {@code mail.outbound}, answered 2xx by a remote server, a row of {@code delivery.deferred}, a report on {@code mail.accepted}, or a dead
 * letter. This package only wires; it must hold no rule about mail.
 */
@NullMarked
package dev.postrider.delivery;

import org.jspecify.annotations.NullMarked;
