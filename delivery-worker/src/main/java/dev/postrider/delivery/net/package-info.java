/**
 * Sockets: turns octets into session events and session actions into octets, with time limits and back-pressure.
 */
@NullMarked
package dev.postrider.delivery.net;

import org.jspecify.annotations.NullMarked;
