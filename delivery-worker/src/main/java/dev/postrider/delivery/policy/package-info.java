/**
 * Pure decisions: what an outcome means, when to try again, which hosts to try, whom to tell.
 *
 * <p>No clocks, random numbers, futures or clients: whatever varies comes in as an argument.
 */
@NullMarked
package dev.postrider.delivery.policy;

import org.jspecify.annotations.NullMarked;
