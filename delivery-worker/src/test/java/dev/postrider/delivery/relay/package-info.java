/** Queues and limits per destination, against fake names and links. */
@NullMarked
package dev.postrider.delivery.relay;

import org.jspecify.annotations.NullMarked;
