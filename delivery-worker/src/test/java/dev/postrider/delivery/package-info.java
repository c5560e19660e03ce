/** The worker as a whole, against real engines and fake neighbours. */
@NullMarked
package dev.postrider.delivery;

import org.jspecify.annotations.NullMarked;
