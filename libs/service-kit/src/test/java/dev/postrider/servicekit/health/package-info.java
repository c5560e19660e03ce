/** Dependencies and the management port. */
@NullMarked
package dev.postrider.servicekit.health;

import org.jspecify.annotations.NullMarked;
