package dev.postrider.delivery.admin.net;

import dev.postrider.delivery.adapter.PgQueueDesk;
import dev.postrider.delivery.admin.QueueOperations;
import dev.postrider.servicekit.admin.AdminApi;
import dev.postrider.servicekit.admin.AdminRoute;
import dev.postrider.servicekit.admin.AdminSettings;
import dev.postrider.servicekit.net.InternalTls;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;

/** The admin API, put together. */
public final class AdminModule {
    static final Buffer DESCRIPTION = AdminApi.description(AdminModule.class, "/queue/openapi.yaml");

    private AdminModule() {}

    /**
     * Fails if the port cannot be bound.
     *
     * @param tls if there is one, it is served over TLS
     */
    public static Future<AdminApi> start(
            Vertx vertx,
            AdminSettings settings,
            PgQueueDesk desk,
            QueueOperations operations,
            Optional<InternalTls> tls) {
        return AdminApi.start(vertx, settings, DESCRIPTION, routes(desk, operations), tls);
    }

    static List<AdminRoute> routes(PgQueueDesk desk, QueueOperations operations) {
        return new QueueRoutes(desk, operations).routes();
    }
}
