package dev.postrider.servicekit.admin;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;

/**
 * One operation of the API.
 *
 * @param path below {@code /admin/v1}, with parameters as {@code :name}
 * @param audited it changes something, so it is logged
 */
public record AdminRoute(HttpMethod method, String path, boolean audited, Operation operation) {
    @FunctionalInterface
    public interface Operation {
        /** Fails with a {@code ProblemException}, or with whatever the database says. May throw it as well. */
        Future<Reply> run(AdminRequest request);
    }

    public static AdminRoute read(String path, Operation operation) {
        return new AdminRoute(HttpMethod.GET, path, false, operation);
    }

    public static AdminRoute change(HttpMethod method, String path, Operation operation) {
        return new AdminRoute(method, path, true, operation);
    }
}
