/**
 * Commands that change an account, one class each. Every one is one transaction under the account's lock, with one modseq.
 */
@org.jspecify.annotations.NullMarked
package dev.postrider.mailbox.adapter.command;
