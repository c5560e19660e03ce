package dev.postrider.delivery.port;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Mail that waits for another attempt, and which outbound records have been dealt with. All times are the database's. */
public interface DeferredQueue {
    /** Which of {@code keys} were settled before. */
    Future<Set<HandledKey>> handled(Collection<HandledKey> keys);

    /** Writes all in one transaction: rows that are there already are left as they are. */
    Future<Void> settle(List<Settlement> settlements);

    /**
     * Takes what is due.
     *
     * @param owner a name of this process, for operators
     * @param buckets whose rows are ours
     * @param strayAfter rows of any bucket that have been due for so long are taken too: their owner is gone
     * @return at most {@code limit} rows, the longest due first
     */
    Future<List<DeferredRow>> claim(String owner, Set<Integer> buckets, Duration strayAfter, int limit, Duration lease);

    /** Prolongs leases; the result holds the ids of the rows that are still held with the token. */
    Future<Set<Long>> extend(List<DeferredRow> rows, Duration lease);

    /** Removes a row, if it is still held with its token; says whether it was. */
    Future<Boolean> remove(DeferredRow row);

    /** Puts a row back for another attempt, if it is still held with its token; says whether it was. */
    Future<Boolean> putBack(DeferredRow row, Deferral deferral);

    /** Puts a row aside until an operator looks at it. */
    Future<Void> hold(DeferredRow row);

    /** Gives rows back unchanged, as if they had not been claimed. */
    Future<Void> release(List<DeferredRow> rows);

    /** The rows of {@code buckets}, by when their next attempt is due; what there is none of is left out. */
    Future<Map<DueIn, Long>> counts(Set<Integer> buckets);

    /** How long the longest-due row of {@code buckets} has been due. */
    Future<Optional<Duration>> oldestDue(Set<Integer> buckets);

    /** Forgets keys that were settled longer ago than {@code age}. */
    Future<Void> forgetHandled(Duration age);
}
