/**
 * Listeners of protocols that clients speak over TCP: bound on several event loops, with TLS from the beginning or later, limits on connections, and an
 * orderly end. What is spoken is the {@link dev.postrider.servicekit.net.listener.Protocol}'s; nothing here knows it.
 *
 * <p>Invariants: a connection lives on one event loop and only there; a permit that was given for a connection comes back when its socket closes; a client
 * that is not served is told so.
 */
@NullMarked
package dev.postrider.servicekit.net.listener;

import org.jspecify.annotations.NullMarked;
