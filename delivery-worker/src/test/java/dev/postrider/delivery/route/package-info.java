/** How accepted mail is split. */
@NullMarked
package dev.postrider.delivery.route;

import org.jspecify.annotations.NullMarked;
