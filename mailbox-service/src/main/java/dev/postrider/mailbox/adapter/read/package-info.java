/**
 * Reading: mailboxes, changes, messages. Nothing here changes anything, except that opening a mailbox claims what is recent.
 *
 * <p>Every result that is not bounded is streamed, a batch at a time, and the next batch is read when the last one is gone.
 */
@org.jspecify.annotations.NullMarked
package dev.postrider.mailbox.adapter.read;
