/**
 * TLS identities that are reloaded while listeners use them, and self-signed ones for a first start.
 */
@NullMarked
package dev.postrider.servicekit.net;

import org.jspecify.annotations.NullMarked;
