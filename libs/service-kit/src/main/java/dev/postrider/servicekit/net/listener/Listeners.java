package dev.postrider.servicekit.net.listener;

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
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All listeners of one service. */
public final class Listeners {
    private static final Logger log = LoggerFactory.getLogger(Listeners.class);

    /** To bind a free port on several event loops Vert.x wants a negative number that they share and nobody else has. */
    private static final AtomicInteger FREE_PORT = new AtomicInteger();

    private final Vertx vertx;
    private final Map<String, Integer> ports = new LinkedHashMap<>();
    private final List<ListenerShare> shares = new CopyOnWriteArrayList<>();
    private final List<String> deployments = new ArrayList<>();
    private Optional<Future<Void>> drained = Optional.empty();

    private Listeners(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Binds every listener. Fails, with none bound, if one cannot be. */
    public static Future<Listeners> start(Vertx vertx, List<ListenerSpec> specs, ConnectionLimits limits) {
        Listeners listeners = new Listeners(vertx);
        Future<Void> chain = Future.succeededFuture();
        for (ListenerSpec spec : specs) {
            chain = chain.compose(v -> listeners.bind(spec, limits));
        }
        return chain.map(listeners)
                .recover(fault -> listeners.undeploy().transform(done -> Future.failedFuture(fault)));
    }

    /** The bound port of a listener by its name. */
    public int port(String listener) {
        return ports.getOrDefault(listener, 0);
    }

    /**
     * Takes no more connections, lets each one come to its end, and closes. What is left after {@code limitMs} is cut off. Asked
     * again, it gives the same answer.
     */
    public synchronized Future<Void> drain(long limitMs) {
        if (drained.isEmpty()) {
            List<Future<Void>> ends = shares.stream().map(ListenerShare::drain).toList();
            drained = Optional.of(Future.join(ends)
                    .timeout(limitMs, TimeUnit.MILLISECONDS)
                    .<Void>mapEmpty()
                    .transform(done -> undeploy()));
        }
        return drained.get();
    }

    private Future<Void> bind(ListenerSpec spec, ConnectionLimits limits) {
        Future<Optional<TlsUpgrade>> tls = spec.tls()
                .map(offered -> TlsUpgrade.with(vertx, offered).map(Optional::of))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()));
        return tls.compose(upgrade -> bind(spec, upgrade, limits));
    }

    private Future<Void> bind(ListenerSpec spec, Optional<TlsUpgrade> tls, ConnectionLimits limits) {
        int bindPort = spec.port() == 0 ? -1 - FREE_PORT.getAndIncrement() : spec.port();
        List<ListenerShare> own = new CopyOnWriteArrayList<>();
        Supplier<Deployable> make = () -> {
            ListenerShare share = new ListenerShare(vertx, spec, tls, bindPort, limits);
            own.add(share);
            return share;
        };
        return vertx.deployVerticle(make, new DeploymentOptions().setInstances(spec.eventLoops()))
                .map(id -> {
                    int port = own.getFirst().port();
                    deployments.add(id);
                    shares.addAll(own);
                    ports.put(spec.name(), port);
                    log.atInfo()
                            .addKeyValue("listener", spec.name())
                            .addKeyValue("host", spec.host())
                            .addKeyValue("port", port)
                            .log("listening");
                    return null;
                });
    }

    private Future<Void> undeploy() {
        List<Future<Void>> ends = new ArrayList<>();
        for (ListenerShare share : shares) {
            ends.add(share.close());
        }
        for (String id : deployments) {
            ends.add(vertx.undeploy(id));
        }
        deployments.clear();
        return Future.join(ends).mapEmpty();
    }
}
