package dev.postrider.servicekit;

import dev.postrider.servicekit.config.Settings;
import dev.postrider.servicekit.net.InternalTlsSettings;
import dev.postrider.servicekit.trace.TracingSettings;
import java.time.Duration;
import java.util.Optional;

/**
 * What the host itself reads.
 *
 * @param eventLoops 0: Vert.x's own choice
 */
record HostSettings(
        String managementHost,
        int managementPort,
        Duration drainTimeout,
        Duration drainDelay,
        int eventLoops,
        boolean vertxMetrics,
        Optional<InternalTlsSettings> internalTls,
        TracingSettings tracing) {
    static HostSettings from(Settings settings) {
        return new HostSettings(
                settings.string("management.host"),
                settings.port("management.port"),
                settings.duration("drain.timeout"),
                settings.duration("drain.delay"),
                settings.integer("runtime.event-loops", 0, 1024),
                settings.flag("metrics.vertx"),
                InternalTlsSettings.from(settings.section("internal-tls")),
                TracingSettings.from(settings.section("tracing")));
    }
}
