/**
 * Patience: steps that need a dependency are repeated until it answers, or until the process ends.
 */
@NullMarked
package dev.postrider.delivery.hold;

import org.jspecify.annotations.NullMarked;
