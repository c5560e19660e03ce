/**
 * The directory's outside: PostgreSQL, Argon2 by password4j, bounded caches, and the gRPC service. {@link
 * dev.postrider.mailbox.directory.adapter.DirectoryModule} puts them together.
 */
@NullMarked
package dev.postrider.mailbox.directory.adapter;

import org.jspecify.annotations.NullMarked;
