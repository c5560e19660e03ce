package dev.postrider.delivery.relay;

import dev.postrider.contracts.OutboundMessage;
import dev.postrider.delivery.hold.DrainingException;
import dev.postrider.delivery.policy.Provider;
import dev.postrider.delivery.policy.Reason;
import dev.postrider.delivery.policy.Verdict;
import dev.postrider.delivery.port.DeliveryMeters;
import dev.postrider.delivery.port.SmtpDialer;
import dev.postrider.delivery.port.SmtpLink;
import dev.postrider.delivery.session.SessionPolicy;
import dev.postrider.delivery.session.SessionPolicy.Tls;
import dev.postrider.delivery.session.Transaction;
import dev.postrider.servicekit.trace.TraceSpan;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Carries messages to other servers: one queue per destination, under common limits. One context only. */
public final class Relay {
    /** What came of a message: one verdict per recipient, and who runs the servers. */
    public record Result(List<Verdict> verdicts, Provider provider) {}

    private final RelayLimits limits;
    private final RelayPolicy policy;
    private final HostSearch search;
    private final SmtpDialer dialer;
    private final DeliveryMeters meters;
    private final InstantSource clock;
    private final LongSupplier nanoClock;
    private final Map<String, Destination> destinations = new HashMap<>();
    /** Destinations that found no permit, the longest waiting first. */
    private final Set<Destination> starved = new LinkedHashSet<>();

    private int connections;
    private boolean draining;

    public Relay(
            RelayLimits limits,
            RelayPolicy policy,
            HostSearch search,
            SmtpDialer dialer,
            DeliveryMeters meters,
            InstantSource clock,
            LongSupplier nanoClock) {
        this.limits = limits;
        this.policy = policy;
        this.search = search;
        this.dialer = dialer;
        this.meters = meters;
        this.clock = clock;
        this.nanoClock = nanoClock;
    }

    /**
     * Carries one message.
     *
     * @param revoked whether the message is not ours to begin any more
     * @param attempt of which this is a part
     * @return one verdict per recipient; fails with {@link DrainingException} if it was not begun and will not be
     */
    public Future<Result> send(OutboundMessage message, BooleanSupplier revoked, TraceSpan attempt) {
        if (draining) {
            return Future.failedFuture(new DrainingException("relay"));
        }
        String name = policy.smartHost().isPresent() ? "" : message.getDestinationDomain();
        Destination destination = destinations.computeIfAbsent(name, key -> new Destination(key, this));
        List<Future<List<Verdict>>> parts = new ArrayList<>();
        for (Transaction transaction : Transactions.of(message, limits.recipientsPerTransaction())) {
            RelayJob job = new RelayJob(transaction, message.getContent(), revoked, clock.millis(), attempt);
            parts.add(job.promise().future());
            destination.submit(job);
        }
        changed(destination);
        return Future.all(parts).map(all -> {
            List<Verdict> verdicts = new ArrayList<>(message.getRecipientsCount());
            all.<List<Verdict>>list().forEach(verdicts::addAll);
            return new Result(verdicts, destination.provider());
        });
    }

    /** Gives back messages that wait and are not ours any more. */
    public void releaseRevoked() {
        destinations
                .values()
                .forEach(destination -> destination.endWaiting(
                        RelayJob::isRevoked, job -> job.promise().tryFail(new DrainingException("revoked"))));
    }

    /** Defers messages that have waited too long for a connection; to be called every few seconds. */
    public void sweep() {
        long tooOldMs = clock.millis() - limits.longestWait().toMillis();
        List.copyOf(destinations.values()).forEach(destination -> {
            destination.endWaiting(
                    job -> job.queuedAtMs() < tooOldMs, job -> job.end(Verdict.of(Reason.DESTINATION_BUSY)));
            changed(destination);
        });
    }

    /** Begins nothing more; what is being carried goes on. */
    public void drain() {
        draining = true;
        for (Destination destination : List.copyOf(destinations.values())) {
            destination.endWaiting(any -> true, job -> job.promise().tryFail(new DrainingException("relay")));
            boolean closed = true;
            while (closed) {
                closed = destination.closeOneIdle();
            }
        }
    }

    /** Messages that wait or are being carried. */
    public int size() {
        return destinations.values().stream().mapToInt(Destination::size).sum();
    }

    public int connections() {
        return connections;
    }

    /** Destinations with mail that waits or is being carried. */
    public int destinations() {
        return (int) destinations.values().stream()
                .filter(destination -> destination.size() > 0)
                .count();
    }

    /** Those of them that wait for a place among the connections of all. */
    public int starved() {
        return starved.size();
    }

    boolean isDraining() {
        return draining;
    }

    boolean hasSmartHost() {
        return policy.smartHost().isPresent();
    }

    Tls tls() {
        return policy.smartHost().map(RelayPolicy.SmartHost::tls).orElse(policy.tls());
    }

    RelayLimits limits() {
        return limits;
    }

    DeliveryMeters meters() {
        return meters;
    }

    long nowMs() {
        return clock.millis();
    }

    long nowNs() {
        return nanoClock.getAsLong();
    }

    Future<HostSearch.Found> search(String domain) {
        return policy.smartHost().map(host -> search.addressesOf(host.host())).orElseGet(() -> search.search(domain));
    }

    Future<SmtpLink> dial(Candidate candidate, Tls tls) {
        SessionPolicy session = new SessionPolicy(
                policy.hostname(),
                candidate.label(),
                tls,
                policy.smartHost().flatMap(RelayPolicy.SmartHost::credentials));
        int port = policy.smartHost().map(RelayPolicy.SmartHost::port).orElse(policy.port());
        return dialer.dial(candidate.host(), candidate.address(), port, session);
    }

    /** The right to one more connection. Without it, the destination is pumped again when there is one. */
    boolean takePermit(Destination destination) {
        if (connections < limits.connections()) {
            connections++;
            return true;
        }
        starved.add(destination);
        closeSomeIdle();
        return false;
    }

    void returnPermit() {
        connections--;
        Optional<Destination> next = starved.stream().findFirst();
        next.ifPresent(destination -> {
            starved.remove(destination);
            destination.pump();
        });
    }

    /** A connection has no work: somebody else may need its place. */
    void wentIdle() {
        if (!starved.isEmpty()) {
            closeSomeIdle();
        }
    }

    private void closeSomeIdle() {
        for (Destination destination : List.copyOf(destinations.values())) {
            if (destination.closeOneIdle()) {
                return;
            }
        }
    }

    void changed(Destination destination) {
        if (destination.isForgettable()) {
            destinations.values().remove(destination);
        }
    }
}
