/**
 * imap-gateway: mailboxes by IMAP4rev1 (RFC 3501). Stateless: mailboxes are in mailbox-service, reached by gRPC; hints of changes come from {@code
 * mailbox.changes}.
 *
 * <p>Must not touch a database or a blob store, nor know other services but by {@code libs/contracts}.
 */
@NullMarked
package dev.postrider.imap;

import org.jspecify.annotations.NullMarked;
