/**
 * Deliver: many messages for many accounts, each stored once per (queue id, account).
 *
 * <p>Calls that arrive while a transaction is under way are merged into the next (group commit). Accounts are locked in id order. A
 * transaction that fails for its data is repeated account by account, so that one cannot hold up the others.
 */
@org.jspecify.annotations.NullMarked
package dev.postrider.mailbox.adapter.delivery;
