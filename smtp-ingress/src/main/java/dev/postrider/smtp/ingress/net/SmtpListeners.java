package dev.postrider.smtp.ingress.net;

import dev.postrider.servicekit.net.TlsUpgrade;
import dev.postrider.servicekit.net.listener.ConnectionLimits;
import io.micrometer.core.instrument.MeterRegistry;
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
public final class SmtpListeners {
    /** To bind a free port on several event loops Vert.x wants a negative number that they share and nobody else has. */
    private static final AtomicInteger FREE_PORT = new AtomicInteger();

    private final Vertx vertx;
    private final Map<String, Integer> ports = new LinkedHashMap<>();
    private final List<SmtpListener> shares = new CopyOnWriteArrayList<>();
    private final List<String> deployments = new ArrayList<>();
    private Optional<Future<Void>> drained = Optional.empty();

    private SmtpListeners(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Binds every listener. Fails, with none bound, if one cannot be. */
    public static Future<SmtpListeners> start(
            Vertx vertx,
            List<ListenerSpec> specs,
            Ports ports,
            ConnectionLimits limits,
            BodyMemory bodyMemory,
            MeterRegistry meters,
            LongSupplier clock) {
        SmtpListeners listeners = new SmtpListeners(vertx);
        Future<Void> chain = Future.succeededFuture();
        for (ListenerSpec spec : specs) {
            chain = chain.compose(v -> listeners.bind(spec, ports, limits, bodyMemory, meters, clock));
        }
        return chain.map(listeners)
                .recover(fault -> listeners.undeploy().transform(done -> Future.failedFuture(fault)));
    }

    /** The bound port of a listener by its name. */
    public int port(String listener) {
        return ports.getOrDefault(listener, 0);
    }

    /**
     * Takes no more connections, waits for the running transactions, and closes. What is left after {@code limitMs} is cut off.
     * Asked again, it gives the same answer.
     */
    public synchronized Future<Void> drain(long limitMs) {
        if (drained.isEmpty()) {
            List<Future<Void>> ends = shares.stream().map(SmtpListener::drain).toList();
            drained = Optional.of(Future.join(ends)
                    .timeout(limitMs, TimeUnit.MILLISECONDS)
                    .<Void>mapEmpty()
                    .transform(done -> undeploy()));
        }
        return drained.get();
    }

    private Future<Void> bind(
            ListenerSpec spec,
            Ports ports,
            ConnectionLimits limits,
            BodyMemory bodyMemory,
            MeterRegistry registry,
            LongSupplier clock) {
        Future<Optional<TlsUpgrade>> tls = spec.identity()
                .map(identity -> TlsUpgrade.with(vertx, identity).map(Optional::of))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()));
        return tls.compose(upgrade -> bind(spec, upgrade, ports, limits, bodyMemory, registry, clock));
    }

    private Future<Void> bind(
            ListenerSpec spec,
            Optional<TlsUpgrade> tls,
            Ports ports,
            ConnectionLimits limits,
            BodyMemory bodyMemory,
            MeterRegistry registry,
            LongSupplier clock) {
        int bindPort = spec.port() == 0 ? -1 - FREE_PORT.getAndIncrement() : spec.port();
        ListenerMeters meters =
                new ListenerMeters(registry, spec.rules().listener().name());
        List<SmtpListener> own = new CopyOnWriteArrayList<>();
        Supplier<Deployable> make = () -> {
            SmtpListener share = new SmtpListener(vertx, spec, tls, bindPort, ports, bodyMemory, meters, limits, clock);
            own.add(share);
            return share;
        };
        return vertx.deployVerticle(make, new DeploymentOptions().setInstances(spec.eventLoops()))
                .map(id -> {
                    deployments.add(id);
                    shares.addAll(own);
                    this.ports.put(
                            spec.rules().listener().name(), own.getFirst().port());
                    return null;
                });
    }

    private Future<Void> undeploy() {
        List<Future<Void>> ends = new ArrayList<>();
        for (SmtpListener share : shares) {
            ends.add(share.close());
        }
        for (String id : deployments) {
            ends.add(vertx.undeploy(id));
        }
        deployments.clear();
        return Future.join(ends).mapEmpty();
    }
}
