package dev.postrider.delivery.port;

import java.util.Optional;

/**
 * What is left of a record.
 *
 * @param deferral the recipients that are to be tried again, if any
 * @param handled the outbound record that is done with, if it was one
 */
public record Settlement(Optional<Deferral> deferral, Optional<HandledKey> handled) {}
