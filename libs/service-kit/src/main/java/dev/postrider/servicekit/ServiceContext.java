package dev.postrider.servicekit;

import dev.postrider.servicekit.config.Settings;
import dev.postrider.servicekit.health.Health;
import dev.postrider.servicekit.net.InternalTls;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.util.Optional;

/**
 * What a service is given by its host.
 *
 * @param settings the root: the service's own part is {@code settings.section(name)}, shared ones are {@code kafka}, {@code postgres}, …
 * @param health where the service registers its dependency checks
 * @param internalTls empty: the services talk in clear
 */
public record ServiceContext(
        Vertx vertx, Settings settings, MeterRegistry meters, Health health, Optional<InternalTls> internalTls) {
    /** Without TLS between the services. */
    public ServiceContext(Vertx vertx, Settings settings, MeterRegistry meters, Health health) {
        this(vertx, settings, meters, health, Optional.empty());
    }
}
