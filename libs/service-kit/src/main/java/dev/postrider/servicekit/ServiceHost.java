package dev.postrider.servicekit;

import dev.postrider.servicekit.config.ConfigurationException;
import dev.postrider.servicekit.config.Settings;
import dev.postrider.servicekit.health.Health;
import dev.postrider.servicekit.health.ManagementServer;
import dev.postrider.servicekit.log.Logging;
import dev.postrider.servicekit.metrics.JvmMetrics;
import dev.postrider.servicekit.metrics.Metrics;
import dev.postrider.servicekit.metrics.SqlMetrics;
import dev.postrider.servicekit.net.InternalTls;
import dev.postrider.servicekit.trace.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.security.Security;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs services in this JVM: one Vert.x, one meter registry, one management port. */
public final class ServiceHost {
    private static final Logger log = LoggerFactory.getLogger(ServiceHost.class);
    private static final Duration HOOK_MARGIN = Duration.ofSeconds(5);

    private final HostSettings own;
    private final Vertx vertx;
    private final PrometheusMeterRegistry meters;
    private final JvmMetrics jvm;
    private final Health health = new Health();
    private final List<Started> started = new ArrayList<>();
    private Optional<ManagementServer> management = Optional.empty();
    private Optional<InternalTls> internalTls = Optional.empty();

    private record Started(String name, RunningService service, Tracing tracing) {}

    private ServiceHost(HostSettings own) {
        this.own = own;
        this.meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        this.jvm = JvmMetrics.bind(meters);
        Metrics.BUILD_INFO.gauge(meters, () -> 1, BuildInfo.read().version());
        // Where it does not load, Java's own takes its place.
        VertxOptions options = new VertxOptions().setPreferNativeTransport(true);
        if (own.eventLoops() > 0) {
            options.setEventLoopPoolSize(own.eventLoops());
        }
        VertxBuilder builder = Vertx.builder();
        if (own.vertxMetrics()) {
            options.setMetricsOptions(new MicrometerMetricsOptions().setEnabled(true));
            builder = builder.withMetrics(new MicrometerMetricsFactory(meters));
        } else {
            options.setMetricsOptions(SqlMetrics.options());
            builder = builder.withMetrics(SqlMetrics.factory(meters));
        }
        this.vertx = builder.with(options).build();
    }

    /**
     * Starts the management port and then the services, one after the other in the given order.
     *
     * @return fails with the first service's failure, after the services that had started were drained; with {@link
     *     ConfigurationException} if the settings have mistakes
     */
    public static Future<ServiceHost> start(Settings settings, List<? extends PostriderService> services) {
        // The JVM would keep a name's addresses for 30 s: replicas that moved would be missed for that long.
        if (Security.getProperty("networkaddress.cache.ttl") == null) {
            Security.setProperty("networkaddress.cache.ttl", "5");
        }
        ServiceHost host = new ServiceHost(HostSettings.from(settings));
        if (!settings.problems().isEmpty()) {
            return host.complain(settings, services);
        }
        // Bound to no context: after a failure the event loops are gone before the answer is given.
        Promise<ServiceHost> outcome = Promise.promise();
        host.bindManagement()
                .compose(bound -> host.loadInternalTls())
                .compose(loaded -> host.startAll(settings, services))
                .map(v -> {
                    settings.check();
                    host.health.started();
                    log.atInfo()
                            .addKeyValue("services", host.names())
                            .addKeyValue("managementPort", host.managementPort())
                            .addKeyValue("nativeTransport", host.vertx.isNativeTransportEnabled())
                            .log("started");
                    return host;
                })
                .onSuccess(outcome::complete)
                .onFailure(e -> host.drain().onComplete(drained -> outcome.fail(e)));
        return outcome.future();
    }

    /** Something is wrong already: let every service read its settings, so that the complaint is complete. */
    private Future<ServiceHost> complain(Settings settings, List<? extends PostriderService> services) {
        Promise<ServiceHost> outcome = Promise.promise();
        List<Future<Void>> attempts = new ArrayList<>();
        services.forEach(service -> attempts.add(startOne(settings, service)));
        Future.join(attempts)
                .onComplete(done ->
                        drain().onComplete(drained -> outcome.fail(new ConfigurationException(settings.problems()))));
        return outcome.future();
    }

    private Future<Void> bindManagement() {
        return ManagementServer.start(vertx, health, meters, own.managementHost(), own.managementPort(), loops())
                .map(server -> {
                    management = Optional.of(server);
                    return server;
                })
                .mapEmpty();
    }

    private int loops() {
        return own.eventLoops() > 0 ? own.eventLoops() : VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE;
    }

    private Future<Void> loadInternalTls() {
        return own.internalTls()
                .map(settings -> InternalTls.load(vertx, settings)
                        .onSuccess(loaded -> {
                            internalTls = Optional.of(loaded);
                            loaded.measure(meters);
                        })
                        .<Void>mapEmpty())
                .orElseGet(Future::succeededFuture);
    }

    private Future<Void> startAll(Settings settings, List<? extends PostriderService> services) {
        Future<Void> chain = Future.succeededFuture();
        for (PostriderService service : services) {
            chain = chain.compose(v -> startOne(settings, service));
        }
        return chain;
    }

    private Future<Void> startOne(Settings settings, PostriderService service) {
        Tracing tracing = Tracing.start(own.tracing(), service.name(), meters);
        ServiceContext context =
                new ServiceContext(vertx, settings, meters, health.part(service.name()), internalTls, tracing);
        return Future.<Void>succeededFuture()
                .compose(v -> service.start(context))
                .map(running -> {
                    started.add(new Started(service.name(), running, tracing));
                    return running;
                })
                .onFailure(e -> tracing.close(vertx))
                .mapEmpty();
    }

    private String names() {
        return String.join(",", started.stream().map(Started::name).toList());
    }

    public Vertx vertx() {
        return vertx;
    }

    public MeterRegistry meters() {
        return meters;
    }

    public Health health() {
        return health;
    }

    /** The bound management port. */
    public int managementPort() {
        return management.map(ManagementServer::port).orElse(0);
    }

    /** Not ready, drain all services (in reverse order) within the configured cap, close the management port and Vert.x. Never fails. */
    public Future<Void> drain() {
        health.draining();
        long end = System.nanoTime() + own.drainTimeout().toNanos();
        Future<Void> chain = started.isEmpty() || own.drainDelay().isZero()
                ? Future.succeededFuture()
                : vertx.timer(own.drainDelay().toMillis(), TimeUnit.MILLISECONDS)
                        .mapEmpty();
        List<Started> left = List.copyOf(started).reversed();
        for (int i = 0; i < left.size(); i++) {
            Started one = left.get(i);
            int share = left.size() - i;
            chain = chain.compose(v -> drainOne(one, (end - System.nanoTime()) / share));
        }
        Promise<Void> drained = Promise.promise();
        chain.transform(done -> Future.join(
                        left.stream().map(one -> one.tracing().close(vertx)).toList()))
                .transform(done -> management.map(ManagementServer::close).orElseGet(Future::succeededFuture))
                .onComplete(done -> vertx.close().onComplete(closed -> {
                    if (closed.failed()) {
                        log.warn("could not close everything", closed.cause());
                    }
                    jvm.close();
                    meters.close();
                    drained.complete();
                }));
        return drained.future();
    }

    private Future<Void> drainOne(Started one, long capNanos) {
        return Future.<Void>succeededFuture()
                .compose(v -> one.service().drain())
                .timeout(Math.max(capNanos, 1), TimeUnit.NANOSECONDS)
                .transform(done -> {
                    if (done.failed()) {
                        log.atWarn()
                                .addKeyValue("service", one.name())
                                .setCause(done.cause())
                                .log("did not drain completely");
                    } else {
                        log.atInfo().addKeyValue("service", one.name()).log("drained");
                    }
                    return Future.succeededFuture();
                });
    }

    /** Drains within its cap, and ends the JVM with status 0: for a shutdown hook. */
    void drainAndHalt() {
        long capMs = own.drainTimeout().plus(own.drainDelay()).plus(HOOK_MARGIN).toMillis();
        try {
            drain().toCompletionStage().toCompletableFuture().get(capMs, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            log.warn("ending without a complete drain", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Logging.flush();
        Runtime.getRuntime().halt(0);
    }
}
