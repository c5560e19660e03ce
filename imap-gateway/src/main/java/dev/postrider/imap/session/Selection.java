package dev.postrider.imap.session;

import dev.postrider.imap.grammar.MailboxName;
import dev.postrider.imap.grammar.UidSet;
import dev.postrider.imap.port.MessageFlags;
import dev.postrider.imap.port.UidList;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The selected mailbox, if there is one. */
public sealed interface Selection {
    /** Messages that were changed at a modseq. Others may have been changed with them, by somebody else. */
    record Known(long modseq, UidSet uids) {}

    /** There is none. */
    record None() implements Selection {}

    /**
     * A mailbox, as this client knows it.
     *
     * @param uids the messages that the client was told of
     * @param recentFromUid messages from here on are \Recent
     * @param modseq the client knows everything up to here
     * @param known changes beyond it that the client made itself, and so knows
     * @param stale whether there may be news
     */
    record Open(
            long id,
            MailboxName name,
            boolean readOnly,
            UidList uids,
            long recentFromUid,
            long modseq,
            List<Known> known,
            boolean stale,
            List<String> keywords)
            implements Selection {
        /** More changes than this are told to the client once more, which does no harm. */
        private static final int MAX_KNOWN = 256;

        public Open {
            known = List.copyOf(known);
            keywords = List.copyOf(keywords);
        }

        /** How many are \Recent. */
        public int recent() {
            return uids.size() - uids.firstNumberFrom(recentFromUid) + 1;
        }

        public boolean isRecent(long uid) {
            return uid >= recentFromUid;
        }

        /** There may be news. */
        public Open whenStale(boolean news) {
            return new Open(id, name, readOnly, uids, recentFromUid, modseq, known, news, keywords);
        }

        /** Other messages. */
        public Open with(UidList other) {
            return new Open(id, name, readOnly, other, recentFromUid, modseq, known, stale, keywords);
        }

        /** Everything up to a modseq is known. */
        public Open upTo(long reached) {
            List<Known> later =
                    known.stream().filter(one -> one.modseq() > reached).toList();
            return new Open(id, name, readOnly, uids, recentFromUid, reached, later, stale, keywords);
        }

        /** The client knows what flags these messages have now: it set them, or was told. */
        public Open knowing(List<MessageFlags> messages) {
            TreeMap<Long, List<Long>> byModseq = new TreeMap<>();
            for (MessageFlags message : messages) {
                if (message.modseq() > modseq) {
                    byModseq.computeIfAbsent(message.modseq(), _ -> new ArrayList<>())
                            .add(message.uid());
                }
            }
            if (byModseq.isEmpty() || known.size() + byModseq.size() > MAX_KNOWN) {
                return this;
            }
            List<Known> more = new ArrayList<>(known);
            byModseq.forEach((at, changed) -> more.add(new Known(at, UidSet.of(changed))));
            return new Open(id, name, readOnly, uids, recentFromUid, modseq, more, stale, keywords);
        }

        /** Is this change known to the client? */
        boolean knows(MessageFlags change) {
            return known.stream()
                    .anyMatch(
                            one -> one.modseq() == change.modseq() && one.uids().contains(change.uid()));
        }

        /** The last modseq that the client knows of without a gap that it could see. */
        public long lastKnownModseq() {
            return known.stream().mapToLong(Known::modseq).reduce(modseq, Math::max);
        }

        /** Further keywords are in use. */
        public Open usingKeywords(List<String> all) {
            return new Open(id, name, readOnly, uids, recentFromUid, modseq, known, stale, all);
        }
    }
}
