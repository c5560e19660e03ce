/**
 * What a session needs of the world: mailboxes, logins, news of changes; as interfaces, with the values that they speak in.
 *
 * <p>Every future completes on the caller's Vert.x context, or at once. It fails with {@link dev.postrider.imap.port.BackendException} only. Must not know
 * IMAP's answers, nor the technology behind it. The records are free of Vert.x, so that the pure session may use them.
 */
@NullMarked
package dev.postrider.imap.port;

import org.jspecify.annotations.NullMarked;
