package dev.postrider.imap.session;

import dev.postrider.imap.port.MailboxChanges;
import dev.postrider.imap.port.MessageFlags;
import dev.postrider.imap.port.UidList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Tells a client what changed in its mailbox, RFC 3501 s7.3 and s7.4. */
public final class Updates {
    private Updates() {}

    /** A mailbox afterwards, and the lines that tell of it. */
    public record Told(Selection.Open mailbox, String lines) {}

    /** Brings a mailbox up to date: messages that are gone first, then new ones, then flags. */
    public static Told apply(Selection.Open mailbox, MailboxChanges changes) {
        StringBuilder lines = new StringBuilder();
        Selection.Open now = expunge(mailbox, changes.expunged(), lines);
        long known = now.uids().largest();
        List<MessageFlags> flags = new ArrayList<>();
        UidAppender arrivals = new UidAppender(now.uids());
        for (MessageFlags change : changes.changed()) {
            if (change.uid() > known) {
                arrivals.add(change.uid());
            } else if (!mailbox.knows(change)) {
                flags.add(change);
            }
        }
        now = now.with(arrivals.uids()).whenStale(false).upTo(changes.highestModseq());
        if (arrivals.hasAny()) {
            exists(now, lines);
        }
        now = flags(now, flags, false, lines);
        return new Told(now, lines.toString());
    }

    /** Removes messages and tells of each: the numbers of those behind it move up by one, RFC 3501 s7.4.1. */
    public static Selection.Open expunge(Selection.Open mailbox, Collection<Long> uids, StringBuilder lines) {
        int told = 0;
        for (long uid : new TreeSet<>(uids)) {
            int number = mailbox.uids().numberOf(uid);
            if (number > 0) {
                lines.append("* ").append(number - told).append(" EXPUNGE\r\n");
                told++;
            }
        }
        return told == 0 ? mailbox : mailbox.with(mailbox.uids().without(uids));
    }

    /** Tells how many messages there are. */
    public static void exists(Selection.Open mailbox, StringBuilder lines) {
        lines.append("* ").append(mailbox.uids().size()).append(" EXISTS\r\n");
        lines.append("* ").append(mailbox.recent()).append(" RECENT\r\n");
    }

    /** Tells of flags. A keyword that the client has not heard of is announced first. */
    public static Selection.Open flags(
            Selection.Open mailbox, List<MessageFlags> messages, boolean withUid, StringBuilder lines) {
        Selection.Open now = announceKeywords(mailbox, messages, lines);
        for (MessageFlags message : messages) {
            int number = now.uids().numberOf(message.uid());
            if (number > 0) {
                lines.append("* ").append(number).append(" FETCH (");
                if (withUid) {
                    lines.append("UID ").append(message.uid()).append(' ');
                }
                lines.append("FLAGS (")
                        .append(message.flags().text(now.isRecent(message.uid())))
                        .append("))\r\n");
            }
        }
        return now;
    }

    private static Selection.Open announceKeywords(
            Selection.Open mailbox, List<MessageFlags> messages, StringBuilder lines) {
        Set<String> known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        known.addAll(mailbox.keywords());
        List<String> all = new ArrayList<>(mailbox.keywords());
        for (MessageFlags message : messages) {
            for (String keyword : message.flags().keywords()) {
                if (known.add(keyword)) {
                    all.add(keyword);
                }
            }
        }
        if (all.size() == mailbox.keywords().size()) {
            return mailbox;
        }
        lines.append("* FLAGS (").append(knownFlags(all)).append(")\r\n");
        return mailbox.usingKeywords(all);
    }

    /** All flags that messages may have. */
    public static String knownFlags(List<String> keywords) {
        StringBuilder text = new StringBuilder("\\Answered \\Flagged \\Deleted \\Seen \\Draft");
        keywords.forEach(keyword -> text.append(' ').append(keyword));
        return text.toString();
    }

    /** Adds UIDs at the end of a list; many at once without a copy for each. */
    private static final class UidAppender {
        private static final int FEW = 8;

        private final UidList before;
        private final List<Long> added = new ArrayList<>();

        UidAppender(UidList before) {
            this.before = before;
        }

        void add(long uid) {
            added.add(uid);
        }

        boolean hasAny() {
            return !added.isEmpty();
        }

        UidList uids() {
            if (added.size() > FEW) {
                UidList.Builder builder = new UidList.Builder();
                for (int i = 1; i <= before.size(); i++) {
                    builder.add(before.uidAt(i));
                }
                added.forEach(builder::add);
                return builder.build();
            }
            UidList uids = before;
            for (long uid : added) {
                uids = uids.plus(uid);
            }
            return uids;
        }
    }
}
