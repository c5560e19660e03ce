package dev.postrider.smtp.ingress.net;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** How many connections there may be, in all and from one address. Shared by all listeners and event loops. */
public final class ConnectionLimits {
    private final int inAll;
    private final int perAddress;
    private final List<Cidr> exempt;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentHashMap<String, Integer> byAddress = new ConcurrentHashMap<>();

    /** @param exempt addresses that may have as many as there are in all */
    public ConnectionLimits(int inAll, int perAddress, List<Cidr> exempt) {
        this.inAll = inAll;
        this.perAddress = perAddress;
        this.exempt = List.copyOf(exempt);
    }

    /** The right to one connection, to be given back once. */
    final class Permit {
        private final Optional<String> counted;

        private Permit(Optional<String> counted) {
            this.counted = counted;
        }

        void release() {
            open.decrementAndGet();
            counted.ifPresent(address ->
                    byAddress.compute(address, (key, count) -> count == null || count <= 1 ? null : count - 1));
        }
    }

    /** Empty if there are too many already. */
    Optional<Permit> acquire(String address) {
        if (open.incrementAndGet() > inAll) {
            open.decrementAndGet();
            return Optional.empty();
        }
        if (exempt.stream().anyMatch(network -> network.contains(address))) {
            return Optional.of(new Permit(Optional.empty()));
        }
        if (byAddress.merge(address, 1, Integer::sum) > perAddress) {
            new Permit(Optional.of(address)).release();
            return Optional.empty();
        }
        return Optional.of(new Permit(Optional.of(address)));
    }
}
