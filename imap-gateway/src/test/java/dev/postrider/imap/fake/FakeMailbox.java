package dev.postrider.imap.fake;

import dev.postrider.imap.grammar.Flags;
import dev.postrider.imap.grammar.InternalDate;
import dev.postrider.imap.grammar.MailboxName;
import dev.postrider.imap.grammar.SystemFlag;
import dev.postrider.imap.port.MailboxInfo;
import dev.postrider.imap.port.OpenedMailbox;
import dev.postrider.imap.port.UidList;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** One mailbox. */
final class FakeMailbox {
    final long id;
    final Optional<MailboxInfo.Role> role;
    final long uidValidity;
    final TreeMap<Long, FakeMessage> messages = new TreeMap<>();
    /** UID to the modseq at which it went. */
    final TreeMap<Long, Long> expunged = new TreeMap<>();

    MailboxName name;
    boolean subscribed;
    long uidNext = 1;
    long modseq;
    long recentFromUid = 1;

    FakeMailbox(long id, MailboxName name, Optional<MailboxInfo.Role> role, long modseq) {
        this.id = id;
        this.name = name;
        this.role = role;
        this.uidValidity = 1000 + id;
        this.modseq = modseq;
    }

    FakeMessage add(String octets, Flags flags, InternalDate date, long now) {
        FakeMessage message = new FakeMessage(uidNext, now, flags, date, octets);
        messages.put(uidNext, message);
        uidNext++;
        modseq = now;
        return message;
    }

    void expunge(long uid, long now) {
        messages.remove(uid);
        expunged.put(uid, now);
        modseq = now;
    }

    MailboxInfo info(boolean hasChildren) {
        int unseen = (int) messages.values().stream()
                .filter(message -> !message.flags().has(SystemFlag.SEEN))
                .count();
        return new MailboxInfo(
                id,
                name,
                role,
                subscribed,
                hasChildren,
                uidValidity,
                uidNext,
                modseq,
                messages.size(),
                unseen,
                recentFromUid);
    }

    OpenedMailbox open(boolean readOnly) {
        UidList.Builder uids = new UidList.Builder();
        messages.keySet().forEach(uids::add);
        Set<String> keywords = new LinkedHashSet<>();
        messages.values().forEach(message -> keywords.addAll(message.flags().keywords()));
        long unseen = messages.values().stream()
                .filter(message -> !message.flags().has(SystemFlag.SEEN))
                .mapToLong(FakeMessage::uid)
                .findFirst()
                .orElse(0);
        MailboxInfo now = info(false);
        if (!readOnly) {
            recentFromUid = uidNext;
        }
        return new OpenedMailbox(now, new ArrayList<>(keywords), unseen, uids.build());
    }

    List<FakeMessage> all() {
        return List.copyOf(messages.values());
    }
}
