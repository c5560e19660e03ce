package dev.postrider.imap.session;

import dev.postrider.imap.grammar.MailboxName;
import dev.postrider.imap.grammar.UidSet;
import dev.postrider.imap.port.UidList;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The selected mailbox, if there is one. */
public sealed interface Selection {
    /** There is none. */
    record None() implements Selection {}

    /**
     * A mailbox, as this client knows it.
     *
     * @param uids the messages that the client was told of
     * @param recentFromUid messages from here on are \Recent
     * @param modseq the client knows everything up to here
     * @param ownModseqs changes beyond it that the client made and knows
     * @param stale whether there may be news
     * @param expunged messages that are gone, of which the client was not allowed to be told yet
     */
    record Open(
            long id,
            MailboxName name,
            boolean readOnly,
            UidList uids,
            long recentFromUid,
            long modseq,
            Set<Long> ownModseqs,
            boolean stale,
            UidSet expunged,
            List<String> keywords)
            implements Selection {
        /** More own changes than this are told to the client once more, which does no harm. */
        private static final int MAX_OWN = 256;

        public Open {
            ownModseqs = Set.copyOf(ownModseqs);
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
            return new Open(id, name, readOnly, uids, recentFromUid, modseq, ownModseqs, news, expunged, keywords);
        }

        /** Other messages. */
        public Open with(UidList other, UidSet notTold) {
            return new Open(id, name, readOnly, other, recentFromUid, modseq, ownModseqs, stale, notTold, keywords);
        }

        /** Everything up to a modseq is known. */
        public Open upTo(long reached) {
            Set<Long> later = ownModseqs.stream().filter(own -> own > reached).collect(Collectors.toSet());
            return new Open(id, name, readOnly, uids, recentFromUid, reached, later, stale, expunged, keywords);
        }

        /** The client has itself made a change, and knows its result. */
        public Open knowing(long own) {
            if (own <= modseq || ownModseqs.size() >= MAX_OWN) {
                return this;
            }
            List<Long> more = new ArrayList<>(ownModseqs);
            more.add(own);
            return new Open(
                    id, name, readOnly, uids, recentFromUid, modseq, Set.copyOf(more), stale, expunged, keywords);
        }

        /** Further keywords are in use. */
        public Open usingKeywords(List<String> all) {
            return new Open(id, name, readOnly, uids, recentFromUid, modseq, ownModseqs, stale, expunged, all);
        }
    }
}
