package dev.postrider.mailbox.adapter.search;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.postrider.contracts.MessageStructure;
import dev.postrider.contracts.MessageStructures;
import dev.postrider.contracts.SearchRequest;
import dev.postrider.contracts.SearchResponse;
import dev.postrider.mail.mime.MimePart;
import dev.postrider.mailbox.adapter.read.MailboxReader;
import dev.postrider.mailbox.adapter.read.StoredEmail;
import dev.postrider.mailbox.adapter.read.StoredOctets;
import dev.postrider.mailbox.adapter.sql.Connections;
import dev.postrider.mailbox.port.RefusedException;
import dev.postrider.mailbox.search.MessageScan;
import dev.postrider.mailbox.search.SearchCompiler;
import dev.postrider.mailbox.search.SearchPlan;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The call Search. */
public final class SearchMailbox {
    private static final int BATCH = 500;
    /** Of contents in one query; more than one larger message is never in memory. */
    private static final long OCTETS_BATCH = 1 << 20;

    private static final String SELECT_CONTENTS = """
            SELECT email_id, content FROM mailbox.email_body WHERE account_id = $1 AND email_id = ANY($2::bigint[])""";

    private final Vertx vertx;
    private final Connections connections;
    private final StoredOctets octets;
    private final Duration limit;

    /**
     * @param limit after which a search fails
     */
    public SearchMailbox(Vertx vertx, Connections connections, StoredOctets octets, Duration limit) {
        this.vertx = vertx;
        this.connections = connections;
        this.octets = octets;
        this.limit = limit;
    }

    /** What one search has found so far. */
    private static final class Results {
        private final SearchResponse.Builder response = SearchResponse.newBuilder();
        private final long startedNanos = System.nanoTime();

        void add(int uid, long modseq) {
            response.addUids(uid);
            response.setHighestModseq(Math.max(response.getHighestModseq(), modseq));
        }
    }

    /** A row of which SQL could not tell. */
    private record Candidate(Row row, StoredEmail email, MimePart structure) {}

    /** All matching UIDs, ascending. */
    public Future<SearchResponse> search(SearchRequest request) {
        SearchPlan plan = SearchCompiler.compile(request.getKey(), Integer.toUnsignedLong(request.getRecentFromUid()));
        return MailboxReader.row(connections.pool(), request.getAccountId(), request.getMailboxId())
                .compose(mailbox -> plan.needles().isEmpty() ? known(request, plan) : looked(request, plan));
    }

    private static Tuple parameters(SearchRequest request, SearchPlan plan, int firstUid, int limit) {
        Tuple parameters = Tuple.of(request.getAccountId(), MailboxReader.columnId(request.getMailboxId()))
                .addInteger(firstUid)
                .addInteger(plan.lastUid())
                .addInteger(limit);
        plan.parameters().forEach(parameters::addValue);
        return parameters;
    }

    private static String from(SearchPlan plan) {
        return " FROM mailbox.email_mailbox m"
                + (plan.needsEmail()
                        ? " JOIN mailbox.email e ON e.account_id = m.account_id AND e.email_id = m.email_id"
                        : "")
                + " WHERE m.account_id = $1 AND m.mailbox_id = $2 AND m.uid BETWEEN $3::int AND $4::int";
    }

    /** SQL knows all: one row comes back. */
    private Future<SearchResponse> known(SearchRequest request, SearchPlan plan) {
        String sql = "SELECT array_agg(f.uid ORDER BY f.uid), max(f.modseq) FROM (SELECT m.uid, m.modseq" + from(plan)
                + " AND " + plan.condition() + " LIMIT $5::int) f";
        return connections
                .pool()
                .preparedQuery(sql)
                .execute(parameters(request, plan, plan.firstUid(), Integer.MAX_VALUE))
                .map(rows -> {
                    Row row = rows.iterator().next();
                    Integer[] uids = row.getArrayOfIntegers(0);
                    SearchResponse.Builder response = SearchResponse.newBuilder();
                    if (uids != null) {
                        response.addAllUids(List.of(uids)).setHighestModseq(row.getLong(1));
                    }
                    return response.build();
                });
    }

    private Future<SearchResponse> looked(SearchRequest request, SearchPlan plan) {
        String sql = "SELECT m.uid, m.modseq, " + plan.condition() + ", ARRAY["
                + String.join(", ", plan.leafConditions()) + "]::boolean[], " + StoredEmail.COLUMNS
                + ", e.structure" + from(plan) + " AND (" + plan.condition()
                + ") IS NOT FALSE ORDER BY m.uid LIMIT $5::int";
        return batch(request, plan, sql, plan.firstUid(), new Results());
    }

    private Future<SearchResponse> batch(
            SearchRequest request, SearchPlan plan, String sql, int firstUid, Results results) {
        if (System.nanoTime() - results.startedNanos > limit.toNanos()) {
            return Future.failedFuture(new SearchTooLongException());
        }
        return connections
                .pool()
                .preparedQuery(sql)
                .execute(parameters(request, plan, firstUid, BATCH))
                .compose(rows -> decide(request, plan, rows, results)
                        .compose(last -> rows.size() < BATCH
                                ? Future.succeededFuture(results.response.build())
                                : batch(request, plan, sql, last + 1, results)));
    }

    /** Returns the last uid of the rows. */
    private Future<Integer> decide(SearchRequest request, SearchPlan plan, RowSet<Row> rows, Results results) {
        Map<Integer, Long> matching = new HashMap<>();
        List<Candidate> candidates = new ArrayList<>();
        List<Integer> order = new ArrayList<>();
        for (Row row : rows) {
            order.add(row.getInteger(0));
            Boolean verdict = row.getBoolean(2);
            if (verdict == null) {
                candidates.add(
                        new Candidate(row, StoredEmail.of(row, 4), structure(row.getBuffer(4 + StoredEmail.WIDTH))));
            } else if (verdict) {
                matching.put(row.getInteger(0), row.getLong(1));
            }
        }
        return lookThrough(request.getAccountId(), plan, candidates, 0, matching)
                .map(looked -> {
                    for (Integer uid : order) {
                        Long modseq = matching.get(uid);
                        if (modseq != null) {
                            results.add(uid, modseq);
                        }
                    }
                    return order.isEmpty() ? 0 : order.getLast();
                });
    }

    private Future<Void> lookThrough(
            long accountId, SearchPlan plan, List<Candidate> candidates, int at, Map<Integer, Long> matching) {
        if (at >= candidates.size()) {
            return Future.succeededFuture();
        }
        List<Candidate> small = new ArrayList<>();
        long sum = 0;
        for (int i = at; i < candidates.size() && sum < OCTETS_BATCH; i++) {
            StoredEmail email = candidates.get(i).email();
            if (email.sizeOctets() > email.contentOctets()) {
                break;
            }
            small.add(candidates.get(i));
            sum += email.sizeOctets();
        }
        Future<Void> looked = small.isEmpty()
                ? lookThroughLarge(plan, candidates.get(at), matching)
                : lookThroughSmall(accountId, plan, small, matching);
        return looked.compose(
                done -> lookThrough(accountId, plan, candidates, at + Math.max(1, small.size()), matching));
    }

    private Future<Void> lookThroughSmall(
            long accountId, SearchPlan plan, List<Candidate> candidates, Map<Integer, Long> matching) {
        Long[] emailIds = candidates.stream()
                .map(each -> each.email().emailId())
                .distinct()
                .toArray(Long[]::new);
        return connections
                .pool()
                .preparedQuery(SELECT_CONTENTS)
                .execute(Tuple.of(accountId, (Object) emailIds))
                // Decoding takes its time: not on the event loop.
                .compose(rows -> vertx.executeBlocking(() -> scanAll(plan, candidates, rows), false))
                .map(found -> {
                    matching.putAll(found);
                    return null;
                });
    }

    private static Map<Integer, Long> scanAll(SearchPlan plan, List<Candidate> candidates, RowSet<Row> rows) {
        Map<Long, byte[]> contents = new HashMap<>();
        for (Row row : rows) {
            contents.put(row.getLong(0), row.getBuffer(1).getBytes());
        }
        Map<Integer, Long> found = new HashMap<>();
        for (Candidate candidate : candidates) {
            byte[] content = contents.get(candidate.email().emailId());
            // Absent: expunged since the row was read.
            if (content != null) {
                MessageScan scan = scan(plan, candidate);
                scan.accept(content, 0, content.length);
                if (matches(plan, candidate, scan)) {
                    found.put(candidate.row().getInteger(0), candidate.row().getLong(1));
                }
            }
        }
        return found;
    }

    private Future<Void> lookThroughLarge(SearchPlan plan, Candidate candidate, Map<Integer, Long> matching) {
        MessageScan scan = scan(plan, candidate);
        return octets.stream(
                        candidate.email(),
                        0,
                        scan.neededOctets(),
                        chunk -> vertx.executeBlocking(
                                        () -> {
                                            byte[] bytes = chunk.getBytes();
                                            scan.accept(bytes, 0, bytes.length);
                                            return bytes.length;
                                        },
                                        false)
                                .mapEmpty())
                .<Void>map(read -> {
                    if (matches(plan, candidate, scan)) {
                        matching.put(
                                candidate.row().getInteger(0), candidate.row().getLong(1));
                    }
                    return null;
                })
                // Expunged since the row was read.
                .recover(fault ->
                        fault instanceof RefusedException ? Future.succeededFuture() : Future.failedFuture(fault));
    }

    private static MessageScan scan(SearchPlan plan, Candidate candidate) {
        return new MessageScan(candidate.structure(), plan.leafConditions().size(), plan.needles());
    }

    private static boolean matches(SearchPlan plan, Candidate candidate, MessageScan scan) {
        boolean[] leaves = scan.finish();
        Boolean[] known = candidate.row().getArrayOfBooleans(3);
        for (int i = 0; i < leaves.length; i++) {
            if (known[i] != null) {
                leaves[i] = known[i];
            }
        }
        return plan.tree().test(leaves);
    }

    private static MimePart structure(Buffer stored) {
        try {
            return MessageStructures.fromProto(MessageStructure.parseFrom(stored.getBytes()));
        } catch (InvalidProtocolBufferException broken) {
            throw new IllegalStateException("The stored structure is not one", broken);
        }
    }
}
