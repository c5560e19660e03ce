/** Pure decisions by example. */
@NullMarked
package dev.postrider.delivery.policy;

import org.jspecify.annotations.NullMarked;
