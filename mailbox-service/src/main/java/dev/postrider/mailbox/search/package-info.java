/**
 * SEARCH, without the database: how a tree of keys becomes a condition of SQL, and how a message's text is looked through.
 *
 * <p>Every key is a three-valued condition: true, false, or null where only the message's octets can tell. SQL combines them by its own
 * rules, so rows for which the whole condition is false are never read, and those for which it is true need no look at the message.
 * Pure: no I/O, no clock.
 */
@org.jspecify.annotations.NullMarked
package dev.postrider.mailbox.search;
