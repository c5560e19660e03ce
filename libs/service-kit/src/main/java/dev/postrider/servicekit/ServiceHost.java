package dev.postrider.servicekit;

import dev.postrider.servicekit.config.Settings;
import dev.postrider.servicekit.health.Health;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;

/** Runs services in this JVM: one Vert.x, one meter registry, one management port. */
public final class ServiceHost {
    private ServiceHost() {}

    /**
     * Starts the management port and then the services, one after the other in the given order.
     *
     * @return fails with the first service's failure, after the services that had started were drained
     */
    public static Future<ServiceHost> start(Settings settings, List<PostriderService> services) {
        return Future.failedFuture(new UnsupportedOperationException(settings + "" + services));
    }

    public Vertx vertx() {
        throw new UnsupportedOperationException();
    }

    public MeterRegistry meters() {
        throw new UnsupportedOperationException();
    }

    public Health health() {
        throw new UnsupportedOperationException();
    }

    /** The bound management port. */
    public int managementPort() {
        throw new UnsupportedOperationException();
    }

    /** Not ready, drain all services (in reverse order) within the configured cap, close the management port and Vert.x. Never fails. */
    public Future<Void> drain() {
        throw new UnsupportedOperationException();
    }

    /** Drains on SIGTERM and Ctrl-C. */
    public void drainOnSignal(Duration cap) {
        throw new UnsupportedOperationException(cap.toString());
    }
}
