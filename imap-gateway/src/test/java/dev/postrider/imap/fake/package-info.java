/** A mail store in memory, small and right, for tests. */
@NullMarked
package dev.postrider.imap.fake;

import org.jspecify.annotations.NullMarked;
