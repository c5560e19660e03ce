package dev.postrider.mailbox.adapter.delivery;

import dev.postrider.contracts.TargetResult;
import dev.postrider.mailbox.adapter.account.MailboxDelta;
import dev.postrider.mailbox.adapter.entry.NewEmails;
import io.vertx.sqlclient.Row;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * One account within a delivering transaction: decides where each message goes and which UID it gets, from what was read under
 * the account's lock.
 */
final class AccountIntake {
    /** A mailbox as it was read, and what comes into it. */
    static final class Mailbox {
        final int id;
        final MailboxDelta delta = new MailboxDelta();
        private final long uidNext;

        Mailbox(int id, long uidNext) {
            this.id = id;
            this.uidNext = uidNext;
        }

        long uidNext() {
            return uidNext + delta.newUids();
        }
    }

    private static final String JUNK = "junk";

    final long accountId;
    final long modseq;
    private final long quotaOctets;
    private final Map<UUID, Outcome> known = new HashMap<>();
    private final Map<String, Mailbox> byFoldedName = new HashMap<>();
    private Optional<Mailbox> junk = Optional.empty();
    private final Map<Integer, Mailbox> changed = new TreeMap<>();
    private long usedOctets;
    private long nextEmailId;
    private long addedOctets;
    private int addedMessages;

    /**
     * @param row account_id, modseq, quota_octets, used_octets, next_email_id
     */
    AccountIntake(Row row) {
        accountId = row.getLong(0);
        modseq = row.getLong(1) + 1;
        quotaOctets = row.getLong(2);
        usedOctets = row.getLong(3);
        nextEmailId = row.getLong(4);
    }

    void alreadyDelivered(UUID queueId, int mailboxId, int uid) {
        known.put(queueId, new Outcome(TargetResult.Status.ALREADY_STORED, mailboxId, uid));
    }

    /** @param role RFC 6154 without backslash, in lower case; may be empty */
    void mailbox(String foldedName, String role, int id, long uidNext) {
        Mailbox mailbox = new Mailbox(id, uidNext);
        byFoldedName.putIfAbsent(foldedName, mailbox);
        if (role.equals(JUNK)) {
            junk = Optional.of(mailbox);
        }
    }

    /** Decides about one message; if it is to be stored, adds it to {@code emails}. */
    Outcome place(Placement placement, NewEmails emails) {
        Outcome before = known.get(placement.queueId());
        if (before != null) {
            return before.again();
        }
        Outcome outcome = decide(placement, emails);
        if (outcome.status() == TargetResult.Status.STORED) {
            known.put(placement.queueId(), outcome);
        }
        return outcome;
    }

    private Outcome decide(Placement placement, NewEmails emails) {
        long size = placement.message().sizeOctets();
        if (quotaOctets > 0 && usedOctets + size > quotaOctets) {
            return Outcome.of(TargetResult.Status.OVER_QUOTA);
        }
        Optional<Mailbox> chosen = mailboxFor(placement);
        if (chosen.isEmpty() || chosen.get().uidNext() >= Integer.MAX_VALUE) {
            return Outcome.of(TargetResult.Status.FAILED);
        }
        Mailbox mailbox = chosen.get();
        int uid = (int) mailbox.uidNext();
        emails.add(new NewEmails.NewEmail(
                accountId,
                nextEmailId++,
                mailbox.id,
                uid,
                modseq,
                placement.receivedAtMs(),
                0,
                0,
                placement.message()));
        usedOctets += size;
        addedOctets += size;
        addedMessages++;
        mailbox.delta.added(0, size);
        changed.put(mailbox.id, mailbox);
        return Outcome.stored(mailbox.id, uid);
    }

    private Optional<Mailbox> mailboxFor(Placement placement) {
        if (placement.quarantine() && junk.isPresent()) {
            return junk;
        }
        return Optional.ofNullable(byFoldedName.get(placement.detail()))
                .or(() -> Optional.ofNullable(byFoldedName.get(DeliveryTransaction.INBOX_FOLDED)));
    }

    boolean hasChanged() {
        return addedMessages > 0;
    }

    /** The mailboxes that get something, by id. */
    Map<Integer, Mailbox> changedMailboxes() {
        return changed;
    }

    Integer[] changedMailboxIds() {
        return changed.keySet().toArray(new Integer[0]);
    }

    long addedOctets() {
        return addedOctets;
    }

    int addedMessages() {
        return addedMessages;
    }

    long nextEmailId() {
        return nextEmailId;
    }
}
