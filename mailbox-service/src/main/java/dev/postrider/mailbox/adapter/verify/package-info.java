/**
 * {@code postrider verify}: recounts what is counted and reads what is promised.
 */
@org.jspecify.annotations.NullMarked
package dev.postrider.mailbox.adapter.verify;
