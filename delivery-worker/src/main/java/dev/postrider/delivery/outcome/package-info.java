/**
 * The facts about a message and about what came of its recipients that every stage shares. Data only.
 */
@NullMarked
package dev.postrider.delivery.outcome;

import org.jspecify.annotations.NullMarked;
