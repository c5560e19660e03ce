/** Reports as golden files, and their queue ids. */
@NullMarked
package dev.postrider.delivery.dsn;

import org.jspecify.annotations.NullMarked;
