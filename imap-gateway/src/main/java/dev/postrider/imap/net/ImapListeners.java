package dev.postrider.imap.net;

import dev.postrider.servicekit.net.TlsUpgrade;
import dev.postrider.servicekit.net.listener.ConnectionLimits;
import dev.postrider.servicekit.net.listener.KeyedLimit;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** All listeners of this process. */
public final class ImapListeners {
    /** To bind a free port on several event loops Vert.x wants a negative number that they share and nobody else has. */
    private static final AtomicInteger FREE_PORT = new AtomicInteger(2_000_000);

    private final Vertx vertx;
    private final Map<String, Integer> ports = new LinkedHashMap<>();
    private final List<ImapListener> shares = new CopyOnWriteArrayList<>();
    private final List<String> deployments = new ArrayList<>();

    private ImapListeners(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Binds every listener. Fails, with none bound, if one cannot be. */
    public static Future<ImapListeners> start(
            Vertx vertx,
            List<ListenerSpec> specs,
            Ports ports,
            ConnectionLimits limits,
            KeyedLimit<Long> logins,
            SessionMeters meters,
            LongSupplier clock) {
        ImapListeners listeners = new ImapListeners(vertx);
        Future<Void> chain = Future.succeededFuture();
        for (ListenerSpec spec : specs) {
            chain = chain.compose(v -> listeners.bind(spec, ports, limits, logins, meters, clock));
        }
        return chain.map(listeners)
                .recover(fault -> listeners.undeploy().transform(done -> Future.failedFuture(fault)));
    }

    /** The bound port of a listener by its name. */
    public int port(String listener) {
        return ports.getOrDefault(listener, 0);
    }

    /** Takes no more connections, lets commands come to their end, and closes. What is left after {@code limitMs} is cut off. */
    public Future<Void> drain(long limitMs) {
        List<Future<Void>> ends = shares.stream().map(ImapListener::drain).toList();
        return Future.join(ends)
                .timeout(limitMs, TimeUnit.MILLISECONDS)
                .<Void>mapEmpty()
                .transform(done -> undeploy());
    }

    private Future<Void> bind(
            ListenerSpec spec,
            Ports outside,
            ConnectionLimits limits,
            KeyedLimit<Long> logins,
            SessionMeters meters,
            LongSupplier clock) {
        Future<Optional<TlsUpgrade>> tls = spec.identity()
                .map(identity -> TlsUpgrade.with(vertx, identity).map(Optional::of))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()));
        return tls.compose(upgrade -> bind(spec, upgrade, outside, limits, logins, meters, clock));
    }

    private Future<Void> bind(
            ListenerSpec spec,
            Optional<TlsUpgrade> tls,
            Ports outside,
            ConnectionLimits limits,
            KeyedLimit<Long> logins,
            SessionMeters meters,
            LongSupplier clock) {
        int bindPort = spec.port() == 0 ? -FREE_PORT.incrementAndGet() : spec.port();
        List<ImapListener> own = new CopyOnWriteArrayList<>();
        Supplier<Deployable> make = () -> {
            ImapListener share = new ImapListener(vertx, spec, tls, bindPort, outside, meters, limits, logins, clock);
            own.add(share);
            return share;
        };
        return vertx.deployVerticle(make, new DeploymentOptions().setInstances(spec.eventLoops()))
                .map(id -> {
                    deployments.add(id);
                    shares.addAll(own);
                    ports.put(spec.name(), own.getFirst().port());
                    return null;
                });
    }

    private Future<Void> undeploy() {
        List<Future<Void>> ends = new ArrayList<>();
        for (ImapListener share : shares) {
            ends.add(share.close());
        }
        for (String id : deployments) {
            ends.add(vertx.undeploy(id));
        }
        deployments.clear();
        return Future.join(ends).mapEmpty();
    }
}
