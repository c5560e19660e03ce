/** The engines by their promises: durable, and back after a kill. */
@NullMarked
package dev.postrider.embedded;

import org.jspecify.annotations.NullMarked;
