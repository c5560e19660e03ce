/**
 * The account's row in schema {@code mailbox}: its creation with the default mailboxes, its quota, its removal, and the lock
 * under which everything in an account changes.
 *
 * <p>Invariant: whoever changes anything of an account holds the lock of its row (accounts in id order), so UIDs, modseqs and
 * counters need no other lock. Who exists is the directory's knowledge; this package only keeps its side of it.
 */
@org.jspecify.annotations.NullMarked
package dev.postrider.mailbox.adapter.account;
