/** Tests. */
@NullMarked
package dev.postrider.imap.port;

import org.jspecify.annotations.NullMarked;
