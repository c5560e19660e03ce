/**
 * Rows of messages and of their entries in mailboxes: how they come in and how they go.
 */
@org.jspecify.annotations.NullMarked
package dev.postrider.mailbox.adapter.entry;
