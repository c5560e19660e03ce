package dev.postrider.mailbox.adapter.delivery;

import dev.postrider.contracts.TargetResult;
import dev.postrider.mailbox.adapter.outbox.OutboxRelay;
import dev.postrider.mailbox.adapter.sql.Connections;
import dev.postrider.servicekit.postgres.SqlFaults;
import io.micrometer.core.instrument.DistributionSummary;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Group commit. A few transactions run at a time; what arrives meanwhile waits, and the next transaction takes all that it may
 * carry. No timer: an idle queue stores at once. No two transactions of one process touch the same account, so none waits for the
 * other's lock. Thread-safe.
 */
final class DeliveryQueue {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryQueue.class);
    private static final int ATTEMPTS = 5;

    /**
     * Bounds.
     *
     * @param transactions at a time
     * @param batchMessages in one transaction
     * @param batchOctets in one transaction (it may exceed it by one message)
     * @param waitingOctets that wait; beyond it placements are refused with {@link QueueFullException}
     */
    record Limits(int transactions, int batchMessages, long batchOctets, long waitingOctets) {}

    private record Waiting(Placement placement, Promise<Outcome> outcome) {}

    private final Connections connections;
    private final OutboxRelay relay;
    private final Limits limits;
    private final DistributionSummary batchSize;

    /** Guards everything below. */
    private final Object lock = new Object();

    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final Set<Long> busyAccounts = new HashSet<>();
    private long waitingOctets;
    private int running;

    DeliveryQueue(Connections connections, OutboxRelay relay, Limits limits, DistributionSummary batchSize) {
        this.connections = connections;
        this.relay = relay;
        this.limits = limits;
        this.batchSize = batchSize;
    }

    /** Stores these; the futures stand in their order. A future fails only for a fault that concerns all of them. */
    List<Future<Outcome>> submit(List<Placement> placements) {
        List<Future<Outcome>> outcomes = new ArrayList<>(placements.size());
        synchronized (lock) {
            for (Placement placement : placements) {
                Promise<Outcome> outcome = Promise.promise();
                outcomes.add(outcome.future());
                if (waitingOctets >= limits.waitingOctets()) {
                    outcome.fail(new QueueFullException());
                } else {
                    waitingOctets += placement.message().content().length;
                    waiting.add(new Waiting(placement, outcome));
                }
            }
        }
        pump();
        return outcomes;
    }

    private void pump() {
        for (List<Waiting> batch = next(); !batch.isEmpty(); batch = next()) {
            run(batch);
        }
    }

    /** What the next transaction takes; empty if none may start. */
    private List<Waiting> next() {
        synchronized (lock) {
            List<Waiting> batch = new ArrayList<>();
            if (running >= limits.transactions()) {
                return batch;
            }
            Set<Long> accounts = new HashSet<>();
            long octets = 0;
            Iterator<Waiting> queue = waiting.iterator();
            while (queue.hasNext() && batch.size() < limits.batchMessages() && octets < limits.batchOctets()) {
                Waiting candidate = queue.next();
                if (!busyAccounts.contains(candidate.placement().accountId())) {
                    queue.remove();
                    batch.add(candidate);
                    accounts.add(candidate.placement().accountId());
                    octets += candidate.placement().message().content().length;
                }
            }
            if (!batch.isEmpty()) {
                running++;
                waitingOctets -= octets;
                busyAccounts.addAll(accounts);
            }
            return batch;
        }
    }

    private void run(List<Waiting> batch) {
        batchSize.record(batch.size());
        List<Placement> placements = batch.stream().map(Waiting::placement).toList();
        store(placements, 1).onComplete(stored -> {
            synchronized (lock) {
                running--;
                for (Placement placement : placements) {
                    busyAccounts.remove(placement.accountId());
                }
            }
            for (int i = 0; i < batch.size(); i++) {
                Promise<Outcome> outcome = batch.get(i).outcome();
                if (stored.succeeded()) {
                    outcome.complete(stored.result().get(i));
                } else {
                    outcome.fail(stored.cause());
                }
            }
            pump();
        });
    }

    private Future<List<Outcome>> store(List<Placement> placements, int number) {
        return connections
                .take()
                .compose(connection -> transact(connection, placements))
                .recover(fault -> {
                    if (SqlFaults.isRepeatable(fault) && number < ATTEMPTS) {
                        return store(placements, number + 1);
                    }
                    if (!SqlFaults.isOfTheData(fault) && !SqlFaults.isRepeatable(fault)) {
                        return Future.failedFuture(fault);
                    }
                    if (placements.size() > 1) {
                        return apart(placements);
                    }
                    LOG.atWarn()
                            .addKeyValue("queueId", placements.getFirst().queueId())
                            .addKeyValue("account", placements.getFirst().accountId())
                            .setCause(fault)
                            .log("message not stored");
                    return Future.succeededFuture(List.of(Outcome.of(TargetResult.Status.FAILED)));
                });
    }

    private Future<List<Outcome>> transact(SqlConnection connection, List<Placement> placements) {
        DeliveryTransaction transaction = new DeliveryTransaction(connection, placements);
        // Composed, so that the connection comes back even if the work throws.
        return Future.succeededFuture(transaction)
                .compose(begun -> begun.run(System.currentTimeMillis()))
                .onComplete(
                        stored -> {
                            connection.close();
                            publish(transaction.changedAccounts());
                        },
                        fault -> connection.query("ROLLBACK").execute().onComplete(ended -> connection.close()));
    }

    private void publish(Collection<AccountIntake> changed) {
        for (AccountIntake account : changed) {
            relay.committed(account.accountId, account.modseq, account.changedMailboxIds());
        }
    }

    /** One account after the other; within the last account one message after the other. */
    private Future<List<Outcome>> apart(List<Placement> placements) {
        Map<Long, List<Integer>> parts = new TreeMap<>();
        for (int i = 0; i < placements.size(); i++) {
            parts.computeIfAbsent(placements.get(i).accountId(), absent -> new ArrayList<>())
                    .add(i);
        }
        if (parts.size() == 1) {
            parts.clear();
            for (int i = 0; i < placements.size(); i++) {
                parts.put((long) i, List.of(i));
            }
        }
        Outcome[] outcomes = new Outcome[placements.size()];
        Future<?> done = Future.succeededFuture();
        for (List<Integer> part : parts.values()) {
            done = done.compose(
                            before -> store(part.stream().map(placements::get).toList(), 1))
                    .onSuccess(stored -> {
                        for (int i = 0; i < part.size(); i++) {
                            outcomes[part.get(i)] = stored.get(i);
                        }
                    });
        }
        return done.map(ended -> List.of(outcomes));
    }
}
