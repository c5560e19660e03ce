package dev.postrider.servicekit;

import dev.postrider.servicekit.config.Settings;
import dev.postrider.servicekit.health.Health;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;

/**
 * What a service is given by its host.
 *
 * @param settings the root: the service's own part is {@code settings.section(name)}, shared ones are {@code kafka}, {@code postgres}, …
 * @param health where the service registers its dependency checks
 */
public record ServiceContext(Vertx vertx, Settings settings, MeterRegistry meters, Health health) {}
