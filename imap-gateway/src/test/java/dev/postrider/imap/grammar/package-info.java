/** Tests. */
@NullMarked
package dev.postrider.imap.grammar;

import org.jspecify.annotations.NullMarked;
