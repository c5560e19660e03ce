/** Sockets against a fake MX. */
@NullMarked
package dev.postrider.delivery.net;

import org.jspecify.annotations.NullMarked;
