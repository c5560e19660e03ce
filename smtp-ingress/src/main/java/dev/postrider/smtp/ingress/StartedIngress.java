package dev.postrider.smtp.ingress;

import dev.postrider.servicekit.RunningService;
import dev.postrider.servicekit.net.listener.Listeners;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Supplier;

/** The service while it runs. */
final class StartedIngress implements RunningService {
    private final Listeners listeners;
    private final Duration limit;
    private final Supplier<Future<Void>> closeRest;

    /** @param closeRest closes what the listeners use */
    StartedIngress(Listeners listeners, Duration limit, Supplier<Future<Void>> closeRest) {
        this.listeners = listeners;
        this.limit = limit;
        this.closeRest = closeRest;
    }

    /** The bound port of a listener by its name. */
    int port(String listener) {
        return listeners.port(listener);
    }

    @Override
    public Future<Void> drain() {
        return listeners.drain(limit.toMillis()).transform(done -> closeRest.get());
    }
}
