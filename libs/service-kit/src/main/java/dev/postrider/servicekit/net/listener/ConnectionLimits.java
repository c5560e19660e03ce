package dev.postrider.servicekit.net.listener;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the connections of a service and grants new ones. Shared by all listeners and event loops; thread-safe. */
public final class ConnectionLimits {
    private static final Logger log = LoggerFactory.getLogger(ConnectionLimits.class);

    private final ConnectionRules rules;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentHashMap<String, AtomicInteger> perListener = new ConcurrentHashMap<>();
    private final KeyedLimit<ClientNetwork> perClient;
    private final KeyedRate<ClientNetwork> rate;
    private final AtomicBoolean stressed = new AtomicBoolean();

    /** @param clock Unix time in milliseconds */
    public ConnectionLimits(ConnectionRules rules, LongSupplier clock) {
        this.rules = rules;
        this.perClient = new KeyedLimit<>(rules.perAddress());
        this.rate = new KeyedRate<>(rules.perMinute(), clock);
    }

    /** @param exempt addresses that may have as many as there are in all */
    public ConnectionLimits(int inAll, int perAddress, List<Cidr> exempt) {
        this(ConnectionRules.of(inAll, perAddress, exempt), System::currentTimeMillis);
    }

    /** Open now, those included that are not served yet. */
    public int open() {
        return open.get();
    }

    /** Are there so many that everybody should be short? */
    public boolean stressed() {
        return stressed.get();
    }

    /** One more connection of anybody. */
    Admission enter(ListenerSpec listener) {
        AtomicInteger ofListener = perListener.computeIfAbsent(listener.name(), name -> new AtomicInteger());
        int most = listener.access().connections();
        boolean tooMany = open.incrementAndGet() > rules.total();
        boolean tooManyHere = ofListener.incrementAndGet() > most && most > 0;
        if (tooMany || tooManyHere) {
            leave(ofListener);
            return new Admission.Refused(Refusal.TOO_MANY_CONNECTIONS);
        }
        if (open.get() >= rules.stressFrom() && stressed.compareAndSet(false, true)) {
            log.atWarn().addKeyValue("connections", open.get()).log("under stress: sessions are kept short");
        }
        return new Admission.Granted(() -> leave(ofListener));
    }

    private void leave(AtomicInteger ofListener) {
        ofListener.decrementAndGet();
        int left = open.decrementAndGet();
        if (left <= rules.stressUntil() && stressed.compareAndSet(true, false)) {
            log.atInfo().addKeyValue("connections", left).log("no longer under stress");
        }
    }

    /** One that has entered is this client's. */
    Admission admit(String address) {
        ClientNetwork client = ClientNetwork.of(address, rules.ipv6Bits());
        boolean unlimited = Cidr.anyContains(rules.unlimited(), address);
        if (!unlimited && !rate.tryTake(client)) {
            return new Admission.Refused(Refusal.TOO_FAST);
        }
        if (!unlimited && open.get() > rules.fairFrom() && perClient.count(client) >= share(client)) {
            return new Admission.Refused(Refusal.OVER_SHARE);
        }
        Optional<Permit> granted = unlimited ? perClient.acquire(client, Integer.MAX_VALUE) : perClient.acquire(client);
        return granted.<Admission>map(Admission.Granted::new)
                .orElseGet(() -> new Admission.Refused(Refusal.TOO_MANY_CONNECTIONS));
    }

    /** What each client may have if all that are here, and this one, have the same. */
    private long share(ClientNetwork client) {
        long clients = perClient.keys() + (perClient.count(client) == 0 ? 1 : 0);
        return Math.max(1, rules.total() / clients);
    }
}
