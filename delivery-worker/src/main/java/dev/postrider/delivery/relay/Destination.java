package dev.postrider.delivery.relay;

import dev.postrider.contracts.Content;
import dev.postrider.delivery.policy.Provider;
import dev.postrider.delivery.policy.Reason;
import dev.postrider.delivery.policy.Verdict;
import dev.postrider.delivery.port.AttemptPart;
import dev.postrider.delivery.port.DialException;
import dev.postrider.delivery.port.SmtpLink;
import dev.postrider.delivery.session.SessionPolicy.Tls;
import dev.postrider.delivery.session.Transaction;
import dev.postrider.delivery.session.TransactionResult;
import dev.postrider.servicekit.failpoint.Failpoints;
import dev.postrider.servicekit.trace.TraceKey;
import dev.postrider.servicekit.trace.TraceSpan;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One destination: the messages that wait for it and its connections. A lane is one connection at work: it takes one message after another, and ends when
 * none waits. One context only.
 */
final class Destination {
    private static final Logger LOG = LoggerFactory.getLogger(Destination.class);

    private final String name;
    private final Relay relay;
    private final Deque<RelayJob> waiting = new ArrayDeque<>();
    private final Deque<SmtpLink> idle = new ArrayDeque<>();
    private int lanes;
    private Provider provider = Provider.OTHER;
    private Optional<Verdict> trouble = Optional.empty();
    private long troubleEndsAtMs;

    Destination(String name, Relay relay) {
        this.name = name;
        this.relay = relay;
    }

    Provider provider() {
        return relay.hasSmartHost() ? Provider.SMART_HOST : provider;
    }

    /** Nothing is left that would be missed. */
    boolean isForgettable() {
        return lanes == 0 && waiting.isEmpty() && idle.isEmpty() && !isCoolingDown();
    }

    private boolean isCoolingDown() {
        return trouble.isPresent() && relay.nowMs() < troubleEndsAtMs;
    }

    int size() {
        return waiting.size() + lanes;
    }

    void submit(RelayJob job) {
        if (isCoolingDown()) {
            trouble.ifPresent(job::end);
        } else if (waiting.size() >= relay.limits().queuePerDestination()) {
            job.end(Verdict.of(Reason.DESTINATION_BUSY));
        } else {
            waiting.add(job);
            pump();
        }
    }

    /** Starts lanes while there is work, and room for them. */
    void pump() {
        while (!waiting.isEmpty() && lanes < relay.limits().connectionsPerDestination()) {
            Optional<SmtpLink> link = takeIdle();
            if (link.isPresent()) {
                lanes++;
                carry(waiting.remove(), link.get(), List.of(), true);
            } else if (lanes + idle.size() < relay.limits().connectionsPerDestination() && relay.takePermit(this)) {
                lanes++;
                open(waiting.remove());
            } else {
                return;
            }
        }
    }

    /** Ends waiting jobs that {@code chosen} selects. */
    void endWaiting(Predicate<RelayJob> chosen, Consumer<RelayJob> ending) {
        List<RelayJob> ended = new ArrayList<>();
        for (Iterator<RelayJob> jobs = waiting.iterator(); jobs.hasNext(); ) {
            RelayJob job = jobs.next();
            if (chosen.test(job)) {
                jobs.remove();
                ended.add(job);
            }
        }
        ended.forEach(ending);
    }

    /** Closes one idle connection; false if there is none. */
    boolean closeOneIdle() {
        Optional<SmtpLink> link = takeIdle();
        link.ifPresent(SmtpLink::quit);
        return link.isPresent();
    }

    private Optional<SmtpLink> takeIdle() {
        for (SmtpLink link = idle.poll(); link != null; link = idle.poll()) {
            if (link.isReady()) {
                return Optional.of(link);
            }
        }
        return Optional.empty();
    }

    private void open(RelayJob job) {
        long startedNs = relay.nowNs();
        TraceSpan lookup = job.begin(AttemptPart.LOOKUP);
        relay.search(name).onComplete(done -> {
            HostSearch.Found found = done.succeeded()
                    ? done.result()
                    : new HostSearch.Found.Nothing(Verdict.of(Reason.DNS_FAILED, "", String.valueOf(done.cause())));
            switch (found) {
                case HostSearch.Found.Candidates(List<Candidate> candidates) -> {
                    lookup.end();
                    provider = Provider.ofExchanger(candidates.getFirst().host());
                    took(AttemptPart.LOOKUP, startedNs);
                    dial(job, candidates, relay.tls());
                }
                case HostSearch.Found.Nothing(Verdict verdict) -> {
                    lookup.failed(verdict.reason().label()).end();
                    took(AttemptPart.LOOKUP, startedNs);
                    unreachable(job, verdict);
                }
            }
        });
    }

    private void dial(RelayJob job, List<Candidate> candidates, Tls tls) {
        Candidate candidate = candidates.getFirst();
        List<Candidate> others = candidates.subList(1, candidates.size());
        long startedNs = relay.nowNs();
        TraceSpan dial = job.begin(AttemptPart.DIAL).put(TraceKey.SERVER_ADDRESS, candidate.host());
        relay.dial(candidate, tls).onComplete(done -> {
            took(AttemptPart.DIAL, startedNs);
            if (done.failed()) {
                dial.failed(verdictOf(done.cause(), candidate).reason().label());
            }
            dial.end();
            if (done.succeeded()) {
                relay.meters().dialled(provider(), done.result().tls());
                trouble = Optional.empty();
                watch(done.result());
                carry(job, done.result(), others, false);
                return;
            }
            if (done.cause() instanceof DialException known && known.plaintextMayHelp() && tls == Tls.OPPORTUNISTIC) {
                LOG.atInfo()
                        .addKeyValue("host", candidate.label())
                        .addKeyValue("cause", known.getMessage())
                        .log("TLS failed, plaintext next");
                dial(job, candidates, Tls.NEVER);
            } else if (!others.isEmpty()) {
                dial(job, others, relay.tls());
            } else {
                unreachable(job, verdictOf(done.cause(), candidate));
            }
        });
    }

    private static Verdict verdictOf(Throwable cause, Candidate candidate) {
        return cause instanceof DialException known
                ? known.verdict()
                : Verdict.of(Reason.CONNECT_FAILED, candidate.label(), String.valueOf(cause.getMessage()));
    }

    /** No host takes the message now, so none takes those behind it either. */
    private void unreachable(RelayJob job, Verdict verdict) {
        trouble = Optional.of(verdict);
        troubleEndsAtMs = relay.nowMs() + relay.limits().coolDown().toMillis();
        relay.returnPermit();
        lanes--;
        job.end(verdict);
        endWaiting(any -> true, other -> other.end(verdict));
        relay.changed(this);
    }

    /** A permit belongs to a connection until that is gone. */
    private void watch(SmtpLink link) {
        link.closed().onComplete(gone -> {
            idle.remove(link);
            relay.returnPermit();
            relay.changed(this);
        });
    }

    private void carry(RelayJob job, SmtpLink link, List<Candidate> others, boolean reused) {
        Transaction transaction = job.pendingTransaction();
        long startedNs = relay.nowNs();
        TraceSpan span = job.begin(AttemptPart.TRANSACTION);
        transact(link, transaction, job.content()).onComplete(done -> {
            took(AttemptPart.TRANSACTION, startedNs);
            if (done.failed()) {
                span.failed(Reason.CONNECTION_LOST.label());
            }
            span.end();
            boolean left = done.succeeded() && job.take(done.result());
            if (done.succeeded() && done.result().unannounced8Bit()) {
                LOG.atInfo().addKeyValue("destination", name).log("8-bit body sent without 8BITMIME");
            }
            if (left && reused && job.mayBlameReuse()) {
                reopen(job);
            } else if (left && !others.isEmpty()) {
                redial(job, others);
            } else {
                if (done.succeeded()) {
                    job.end();
                } else {
                    job.end(Verdict.of(Reason.CONNECTION_LOST, "", String.valueOf(done.cause())));
                }
                link.settled().onComplete(settled -> next(link));
            }
        });
    }

    private void took(AttemptPart part, long startedNs) {
        relay.meters().took(provider(), part, relay.nowNs() - startedNs);
    }

    private static Future<TransactionResult> transact(SmtpLink link, Transaction transaction, Content content) {
        try {
            Failpoints.hit("delivery.relay.before-mail");
            return link.carry(transaction, content).map(result -> {
                Failpoints.hit("delivery.relay.after-reply");
                return result;
            });
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    /** The old connection's permit comes back when it is closed; this one is for its successor. */
    private void reopen(RelayJob job) {
        if (relay.takePermit(this)) {
            open(job);
        } else {
            lanes--;
            waiting.addFirst(job);
        }
    }

    private void redial(RelayJob job, List<Candidate> others) {
        if (relay.takePermit(this)) {
            dial(job, others, relay.tls());
        } else {
            lanes--;
            job.end();
            relay.changed(this);
        }
    }

    private void next(SmtpLink link) {
        if (!link.isReady()) {
            lanes--;
            pump();
            relay.changed(this);
            return;
        }
        boolean spent = link.carried() >= relay.limits().messagesPerConnection() || relay.isDraining();
        if (spent) {
            lanes--;
            link.quit();
            pump();
        } else if (waiting.isEmpty()) {
            lanes--;
            idle.add(link);
            relay.wentIdle();
        } else {
            carry(waiting.remove(), link, List.of(), true);
        }
    }
}
