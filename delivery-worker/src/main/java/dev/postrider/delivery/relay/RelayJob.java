package dev.postrider.delivery.relay;

import dev.postrider.contracts.Content;
import dev.postrider.delivery.policy.Disposition;
import dev.postrider.delivery.policy.Verdict;
import dev.postrider.delivery.port.AttemptPart;
import dev.postrider.delivery.session.Transaction;
import dev.postrider.delivery.session.TransactionResult;
import dev.postrider.servicekit.trace.SpanRole;
import dev.postrider.servicekit.trace.TraceSpan;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** One message on its way to one destination: what is still to be carried, and what came of the rest. */
final class RelayJob {
    private final Transaction whole;
    private final Content content;
    private final BooleanSupplier revoked;
    private final long queuedAtMs;
    private final TraceSpan attempt;
    private final Promise<List<Verdict>> promise = Promise.promise();
    private final List<Optional<Verdict>> verdicts;
    private List<Integer> pending;
    private boolean triedReused;

    RelayJob(Transaction whole, Content content, BooleanSupplier revoked, long queuedAtMs, TraceSpan attempt) {
        this.whole = whole;
        this.content = content;
        this.revoked = revoked;
        this.queuedAtMs = queuedAtMs;
        this.attempt = attempt;
        this.pending = IntStream.range(0, whole.recipients().size()).boxed().toList();
        this.verdicts = new ArrayList<>();
        pending.forEach(i -> verdicts.add(Optional.empty()));
    }

    Promise<List<Verdict>> promise() {
        return promise;
    }

    Content content() {
        return content;
    }

    /** Begins a part of the attempt that this belongs to. */
    TraceSpan begin(AttemptPart part) {
        return attempt.child(part.label(), SpanRole.CLIENT);
    }

    boolean isRevoked() {
        return revoked.getAsBoolean();
    }

    long queuedAtMs() {
        return queuedAtMs;
    }

    /** A broken connection that had been used before says nothing of the host: true for the first time only. */
    boolean mayBlameReuse() {
        boolean first = !triedReused;
        triedReused = true;
        return first;
    }

    /** What is still to be carried. */
    Transaction pendingTransaction() {
        return new Transaction(
                whole.reversePath(),
                pending.stream().map(whole.recipients()::get).toList(),
                whole.sizeOctets(),
                whole.bodyType(),
                whole.needsSmtpUtf8(),
                whole.envid(),
                whole.dsnReturn());
    }

    /** Takes in a result of {@link #pendingTransaction()}; true if some recipients may be tried with another host. */
    boolean take(TransactionResult result) {
        List<Integer> left = new ArrayList<>();
        for (int i = 0; i < pending.size(); i++) {
            Verdict verdict = result.verdicts().get(i);
            verdicts.set(pending.get(i), Optional.of(verdict));
            if (result.elsewhere() && verdict.disposition() == Disposition.DEFERRED) {
                left.add(pending.get(i));
            }
        }
        pending = left;
        return !left.isEmpty();
    }

    /** Ends it: {@code verdict} for whatever has none. */
    void end(Verdict verdict) {
        promise.tryComplete(
                verdicts.stream().map(known -> known.orElse(verdict)).toList());
    }

    /** Ends it with what is known of every recipient. */
    void end() {
        promise.tryComplete(verdicts.stream().map(Optional::orElseThrow).toList());
    }
}
