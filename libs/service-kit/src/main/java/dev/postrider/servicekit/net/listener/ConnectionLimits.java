package dev.postrider.servicekit.net.listener;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** How many connections there may be, in all and from one address. Shared by all listeners and event loops. */
public final class ConnectionLimits {
    private final int inAll;
    private final KeyedLimit<String> perAddress;
    private final List<Cidr> exempt;
    private final AtomicInteger open = new AtomicInteger();

    /** @param exempt addresses that may have as many as there are in all */
    public ConnectionLimits(int inAll, int perAddress, List<Cidr> exempt) {
        this.inAll = inAll;
        this.perAddress = new KeyedLimit<>(perAddress);
        this.exempt = List.copyOf(exempt);
    }

    /** The right to one connection; empty if there are too many already. */
    Optional<Permit> acquire(String address) {
        if (open.incrementAndGet() > inAll) {
            open.decrementAndGet();
            return Optional.empty();
        }
        if (exempt.stream().anyMatch(network -> network.contains(address))) {
            return Optional.of(open::decrementAndGet);
        }
        Optional<Permit> ofAddress = perAddress.acquire(address);
        if (ofAddress.isEmpty()) {
            open.decrementAndGet();
        }
        return ofAddress.map(counted -> () -> {
            open.decrementAndGet();
            counted.release();
        });
    }
}
