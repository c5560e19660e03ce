package dev.postrider.servicekit;

import io.vertx.core.Future;

/** One service: the unit of a container, and a part of the one-machine launcher. Stateless between two starts. */
public interface PostriderService {
    /** The configuration root and the name in logs and metrics, such as {@code smtp-ingress}. */
    String name();

    /** What it needs to find made. */
    Groundwork groundwork();

    /**
     * Starts listening and consuming. Read all settings first and call {@code settings.check()}, so that every mistake is reported at
     * once. A dependency that is down must not fail the start; a port that cannot be bound must.
     */
    Future<RunningService> start(ServiceContext context);
}
