package dev.postrider.imap.net;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** How many connections there may be: in all, from one address, and of one account. Shared by all listeners and event loops. */
public final class ConnectionLimits {
    private final int inAll;
    private final int perAddress;
    private final int perAccount;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentHashMap<String, Integer> byAddress = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Long, Integer> byAccount = new ConcurrentHashMap<>();

    public ConnectionLimits(int inAll, int perAddress, int perAccount) {
        this.inAll = inAll;
        this.perAddress = perAddress;
        this.perAccount = perAccount;
    }

    /** The right to something, to be given back once. */
    @FunctionalInterface
    interface Permit {
        void release();
    }

    /** Empty if there are too many already. */
    Optional<Permit> connection(String address) {
        if (open.incrementAndGet() > inAll) {
            open.decrementAndGet();
            return Optional.empty();
        }
        return counted(byAddress, address, perAddress)
                .<Permit>map(counted -> () -> {
                    open.decrementAndGet();
                    counted.release();
                })
                .or(() -> {
                    open.decrementAndGet();
                    return Optional.empty();
                });
    }

    /** Empty if the account has too many already. */
    Optional<Permit> login(long accountId) {
        return counted(byAccount, accountId, perAccount);
    }

    private static <K> Optional<Permit> counted(ConcurrentHashMap<K, Integer> counts, K key, int limit) {
        Permit permit = () -> counts.compute(key, (same, count) -> count == null || count <= 1 ? null : count - 1);
        if (counts.merge(key, 1, Integer::sum) > limit) {
            permit.release();
            return Optional.empty();
        }
        return Optional.of(permit);
    }
}
