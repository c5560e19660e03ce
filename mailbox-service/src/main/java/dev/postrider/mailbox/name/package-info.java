/**
 * Names of mailboxes: their form, their limits, their hierarchy. Pure.
 */
@org.jspecify.annotations.NullMarked
package dev.postrider.mailbox.name;
