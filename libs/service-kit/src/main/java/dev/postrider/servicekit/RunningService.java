package dev.postrider.servicekit;

import io.vertx.core.Future;

/** A started service. */
@FunctionalInterface
public interface RunningService {
    /** Stops accepting, finishes what is under way, closes. Completes when nothing of the service is left; the caller sets the cap. */
    Future<Void> drain();
}
