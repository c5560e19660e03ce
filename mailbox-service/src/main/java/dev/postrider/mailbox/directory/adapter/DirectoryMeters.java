package dev.postrider.mailbox.directory.adapter;

import dev.postrider.contracts.AuthenticateResponse;
import dev.postrider.contracts.Resolution;
import dev.postrider.servicekit.metrics.Metrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counters of the directory's answers. */
final class DirectoryMeters {
    private final Map<Resolution.Status, Counter> resolutions = new EnumMap<>(Resolution.Status.class);
    private final Map<AuthenticateResponse.Result, Counter> logins = new EnumMap<>(AuthenticateResponse.Result.class);

    DirectoryMeters(MeterRegistry registry) {
        for (Resolution.Status status : Resolution.Status.values()) {
            resolutions.put(status, Metrics.DIRECTORY_RESOLUTIONS.counter(registry, label(status)));
        }
        for (AuthenticateResponse.Result result : AuthenticateResponse.Result.values()) {
            logins.put(result, Metrics.DIRECTORY_LOGINS.counter(registry, label(result)));
        }
    }

    void resolved(Resolution.Status status) {
        increment(resolutions.get(status));
    }

    void authenticated(AuthenticateResponse.Result result) {
        increment(logins.get(result));
    }

    private static void increment(@org.jspecify.annotations.Nullable Counter counter) {
        if (counter != null) {
            counter.increment();
        }
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
