/**
 * The commands, one per file: what it looks like (its ABNF rule stands at {@code parse}), what it asks of the store, what it answers. {@link
 * dev.postrider.imap.command.CommandParser} finds the one; whether it is allowed in a state is checked once, by {@link
 * dev.postrider.imap.session.ImapSession}. Pure.
 */
@NullMarked
package dev.postrider.imap.command;

import org.jspecify.annotations.NullMarked;
