/** Tests. */
@NullMarked
package dev.postrider.imap.adapter;

import org.jspecify.annotations.NullMarked;
