package dev.postrider.system;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What clients sent, written down before DATA, and what each was told. Thread-safe. */
public final class Ledger {
    /** What the client knows about an attempt. */
    public enum Knowledge {
        /** Under way, or the connection broke, or 4xx to the content: the message may arrive once, or never. */
        UNCERTAIN,
        /** 250: it must arrive. */
        ACCEPTED,
        /** 4xx before the content: it must not arrive. */
        REFUSED,
        /** 5xx: it must not arrive, and there must be no such reply where every message is in order. */
        REFUSED_FOR_GOOD;

        static Knowledge after(SmtpConnection.Outcome outcome) {
            if (outcome.accepted()) {
                return ACCEPTED;
            }
            if (outcome.isForGood()) {
                return REFUSED_FOR_GOOD;
            }
            return outcome.leavesOpen() ? UNCERTAIN : REFUSED;
        }
    }

    /** One attempt to send one message; never repeated under the same id. */
    public record Entry(
            String id,
            List<String> recipients,
            String sha256,
            Knowledge knowledge,
            Optional<String> queueId,
            String reply) {
        Entry told(Knowledge now, Optional<String> queue, String said) {
            return new Entry(id, recipients, sha256, now, queue, said);
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Entry> entries = new HashMap<>();
    private int accepted;
    private int hangs;

    /** Before the first octet of a message leaves. */
    void sending(String id, List<String> recipients, byte[] content) {
        lock.lock();
        try {
            entries.put(
                    id,
                    new Entry(
                            id,
                            List.copyOf(recipients),
                            StoredMessage.sha256(content),
                            Knowledge.UNCERTAIN,
                            Optional.empty(),
                            "-"));
        } finally {
            lock.unlock();
        }
    }

    /** After the reply. */
    void told(String id, SmtpConnection.Outcome outcome) {
        lock.lock();
        try {
            entries.computeIfPresent(
                    id, (_, entry) -> entry.told(Knowledge.after(outcome), outcome.queueId(), outcome.toString()));
            if (outcome.accepted()) {
                accepted++;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** After a client was kept waiting for a reply for longer than a server may take. */
    void keptWaiting() {
        lock.lock();
        try {
            hangs++;
        } finally {
            lock.unlock();
        }
    }

    /** How often a client was kept waiting for too long. */
    public int hangs() {
        lock.lock();
        try {
            return hangs;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until so many messages were accepted in all. */
    public void awaitAccepted(int count, Duration limit) throws InterruptedException {
        long left = limit.toNanos();
        lock.lockInterruptibly();
        try {
            while (accepted < count) {
                if (left <= 0) {
                    throw new AssertionError("only " + accepted + " of " + count + " messages were accepted within "
                            + limit.toSeconds() + " s");
                }
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    public int accepted() {
        lock.lock();
        try {
            return accepted;
        } finally {
            lock.unlock();
        }
    }

    public Collection<Entry> entries() {
        lock.lock();
        try {
            return List.copyOf(entries.values());
        } finally {
            lock.unlock();
        }
    }

    public long count(Knowledge knowledge) {
        return entries().stream()
                .filter(entry -> entry.knowledge() == knowledge)
                .count();
    }

    /** Waits for a moment, or less if something happens. @return true if it is over */
    static boolean pause(java.util.concurrent.CountDownLatch over, Duration moment) throws InterruptedException {
        return over.await(moment.toNanos(), TimeUnit.NANOSECONDS);
    }
}
