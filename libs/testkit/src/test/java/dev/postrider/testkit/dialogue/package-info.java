/** The dialogue language by its own rules. */
@NullMarked
package dev.postrider.testkit.dialogue;

import org.jspecify.annotations.NullMarked;
