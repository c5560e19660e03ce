/** The pure session against dialogues, in which C: is this system and S: the other server. */
@NullMarked
package dev.postrider.delivery.session;

import org.jspecify.annotations.NullMarked;
