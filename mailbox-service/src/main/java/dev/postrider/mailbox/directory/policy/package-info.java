/**
 * Decisions of the directory as pure functions over a {@link dev.postrider.mailbox.directory.DirectoryGraph}: no I/O, no clock.
 */
@NullMarked
package dev.postrider.mailbox.directory.policy;

import org.jspecify.annotations.NullMarked;
