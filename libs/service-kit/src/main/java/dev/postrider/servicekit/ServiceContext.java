package dev.postrider.servicekit;

import dev.postrider.servicekit.config.Settings;
import dev.postrider.servicekit.health.Health;
import dev.postrider.servicekit.net.InternalTls;
import dev.postrider.servicekit.trace.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.util.Optional;

/**
 * What a service is given by its host.
 *
 * @param settings the root: the service's own part is {@code settings.section(name)}, shared ones are {@code kafka}, {@code postgres}, …
 * @param health where the service registers its dependency checks
 * @param internalTls empty: the services talk in clear
 * @param tracing the service's own; its host closes it
 */
public record ServiceContext(
        Vertx vertx,
        Settings settings,
        MeterRegistry meters,
        Health health,
        Optional<InternalTls> internalTls,
        Tracing tracing) {
    /** Without TLS between the services, and without traces. */
    public ServiceContext(Vertx vertx, Settings settings, MeterRegistry meters, Health health) {
        this(vertx, settings, meters, health, Optional.empty(), Tracing.OFF);
    }
}
