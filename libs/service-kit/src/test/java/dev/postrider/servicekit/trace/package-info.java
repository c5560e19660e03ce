/** Tests of traces. */
@NullMarked
package dev.postrider.servicekit.trace;

import org.jspecify.annotations.NullMarked;
