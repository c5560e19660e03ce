/**
 * The worker's interfaces to what is outside: logs, stores, directories, names, other servers.
 *
 * <p>Futures complete on the Vert.x context of the caller. A failed future means that the outside did not answer, which may pass, unless a
 * port's exception says more. Implementations live in {@code adapter} and {@code net}; tests have fakes.
 */
@NullMarked
package dev.postrider.delivery.port;

import org.jspecify.annotations.NullMarked;
