/** Tests. */
@NullMarked
package dev.postrider.imap.net;

import org.jspecify.annotations.NullMarked;
