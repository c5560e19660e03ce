/** Calls that block, off the event loops. */
@NullMarked
package dev.postrider.servicekit.thread;

import org.jspecify.annotations.NullMarked;
