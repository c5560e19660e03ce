/**
 * The directory: which domains and accounts live here, where mail for an address goes, who may log in and who may send as whom.
 *
 * <p>Rules that hold: two addresses are the same if {@link dev.postrider.mail.Address#canonical()} says so, nowhere else. A
 * question is answered from one snapshot, read in one round trip ({@link dev.postrider.mailbox.directory.DirectoryGraph}), by a
 * pure function ({@code policy}). Whether an account exists is told to SMTP at RCPT and to nobody else: a login that does not
 * exist costs and looks like a wrong password. Passwords are never kept, logged or put into a cache key in the clear.
 *
 * <p>Wiring, for {@code MailboxService}: run the migrations of {@code classpath:db/directory} in the schema {@code directory} (the
 * schema {@code mailbox} must exist too: the quota is compared with what {@code mailbox.account} says is used), then
 *
 * <pre>
 * DirectorySettings directorySettings = DirectorySettings.read(settings.section("directory"));   // of mailbox-service
 * AdminSettings adminSettings = AdminSettings.read(settings.section("admin"));
 * settings.check();
 * DirectoryModule directory = DirectoryModule.create(vertx, directorySettings, pool, meters);
 * grpcServer.addService(directory.grpc());
 * Future&lt;AdminModule&gt; admin = AdminModule.start(vertx, adminSettings, pool, directory, verifier, Optional.empty());
 * // on drain: admin.close(), then directory.close()
 * </pre>
 */
@NullMarked
package dev.postrider.mailbox.directory;

import org.jspecify.annotations.NullMarked;
