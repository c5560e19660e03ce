/** Tests of the gateway as a whole. */
@NullMarked
package dev.postrider.imap;

import org.jspecify.annotations.NullMarked;
