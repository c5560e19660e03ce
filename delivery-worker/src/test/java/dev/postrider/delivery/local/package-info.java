/** Batching against a fake store that the test answers for. */
@NullMarked
package dev.postrider.delivery.local;

import org.jspecify.annotations.NullMarked;
