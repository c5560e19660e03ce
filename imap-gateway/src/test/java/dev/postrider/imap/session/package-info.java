/** Tests. */
@NullMarked
package dev.postrider.imap.session;

import org.jspecify.annotations.NullMarked;
