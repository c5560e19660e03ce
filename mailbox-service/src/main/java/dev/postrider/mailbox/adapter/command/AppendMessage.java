package dev.postrider.mailbox.adapter.command;

import dev.postrider.blobs.BlobStore;
import dev.postrider.contracts.AppendChunk;
import dev.postrider.contracts.AppendResponse;
import dev.postrider.contracts.AppendStart;
import dev.postrider.mail.QueueId;
import dev.postrider.mailbox.adapter.account.AccountProvisioning;
import dev.postrider.mailbox.adapter.account.AccountTransactions;
import dev.postrider.mailbox.adapter.account.LockedAccount;
import dev.postrider.mailbox.adapter.entry.NewEmails;
import dev.postrider.mailbox.adapter.read.MailboxReader;
import dev.postrider.mailbox.adapter.read.MailboxRow;
import dev.postrider.mailbox.adapter.sql.Connections;
import dev.postrider.mailbox.adapter.sql.Flight;
import dev.postrider.mailbox.message.IncomingMessage;
import dev.postrider.mailbox.port.Refusal;
import dev.postrider.mailbox.port.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.streams.ReadStream;
import io.vertx.sqlclient.Tuple;
import java.util.concurrent.ThreadLocalRandom;

/** Append: the octets come first, into memory or into the blob store; then one transaction makes the message. */
public final class AppendMessage {
    private static final int ALL_FLAGS = 31;
    private static final int MAX_ZONE_MINUTES = 24 * 60;

    private static final String SET_KEYWORDS = """
            UPDATE mailbox.email_mailbox SET keywords = $4 WHERE account_id = $1 AND mailbox_id = $2 AND uid = $3""";

    private final AccountTransactions transactions;
    private final Connections connections;
    private final BlobStore blobs;
    private final long maxOctets;

    /**
     * @param maxOctets of one message
     */
    public AppendMessage(AccountTransactions transactions, Connections connections, BlobStore blobs, long maxOctets) {
        this.transactions = transactions;
        this.connections = connections;
        this.blobs = blobs;
        this.maxOctets = maxOctets;
    }

    /** Takes the chunks of one call; fails with {@link RefusedException}. */
    public Future<AppendResponse> append(ReadStream<AppendChunk> chunks) {
        AppendBody body = new AppendBody(chunks, blobs, "append/" + newId());
        return body.start()
                .compose(start -> admit(start)
                        .compose(admitted -> body.receive(start.getSizeOctets()))
                        .compose(message -> store(start, message)))
                .onFailure(fault -> body.abandon());
    }

    private static String newId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return QueueId.of(System.currentTimeMillis(), random.nextInt(), random.nextLong())
                .text();
    }

    /** Refuses before the octets come what would be refused after them. */
    private Future<Void> admit(AppendStart start) {
        if (start.getSizeOctets() < 0
                || (start.getFlags().getSystem() & ~ALL_FLAGS) != 0
                || Math.abs(start.getInternalDateOffsetMinutes()) >= MAX_ZONE_MINUTES) {
            return Future.failedFuture(new RefusedException(Refusal.INVALID_ARGUMENT, "not an append"));
        }
        if (start.getSizeOctets() > maxOctets) {
            return Future.failedFuture(new RefusedException(Refusal.RESOURCE_EXHAUSTED, "the message is too large"));
        }
        return MailboxReader.row(connections.pool(), start.getAccountId(), start.getMailboxName())
                .compose(mailbox -> AccountProvisioning.usage(connections.pool(), start.getAccountId()))
                .compose(usage -> usage.isPresent() && usage.get().refuses(start.getSizeOctets())
                        ? Future.failedFuture(new RefusedException(Refusal.RESOURCE_EXHAUSTED, "over quota"))
                        : Future.succeededFuture());
    }

    private Future<AppendResponse> store(AppendStart start, IncomingMessage message) {
        return transactions.run(start.getAccountId(), account -> {
            account.demandRoom(message.sizeOctets());
            return MailboxReader.row(account.connection(), account.accountId(), start.getMailboxName())
                    .compose(mailbox -> Keywords.spell(account, start.getFlags().getKeywordsList())
                            .compose(keywords -> Keywords.note(account, mailbox.id(), keywords)
                                    .compose(noted -> insert(account, mailbox, start, message, keywords))));
        });
    }

    private static Future<AppendResponse> insert(
            LockedAccount account, MailboxRow mailbox, AppendStart start, IncomingMessage message, String[] keywords) {
        if (mailbox.uidNext() >= Integer.MAX_VALUE) {
            throw new RefusedException(Refusal.RESOURCE_EXHAUSTED, "no UID is left in the mailbox");
        }
        long nowMs = System.currentTimeMillis();
        int uid = (int) mailbox.uidNext();
        int flags = start.getFlags().getSystem();
        NewEmails emails = new NewEmails();
        emails.add(new NewEmails.NewEmail(
                account.accountId(),
                account.takeEmailIds(1),
                mailbox.id(),
                uid,
                account.modseq(),
                start.getInternalDateMs() == 0 ? nowMs : start.getInternalDateMs(),
                start.getInternalDateOffsetMinutes(),
                flags,
                message));
        account.delta(mailbox.id()).added(flags, message.sizeOctets());
        Flight flight = new Flight(account.connection());
        emails.insert(flight, nowMs);
        if (keywords.length > 0) {
            flight.send(SET_KEYWORDS, Tuple.of(account.accountId(), mailbox.id(), uid, keywords));
        }
        return flight.landed()
                .map(landed -> AppendResponse.newBuilder()
                        .setMailboxId(mailbox.id())
                        .setUidValidity((int) mailbox.uidValidity())
                        .setUid(uid)
                        .build());
    }
}
