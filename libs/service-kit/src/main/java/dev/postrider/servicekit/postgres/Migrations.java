package dev.postrider.servicekit.postgres;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** Schema migrations by Flyway, over JDBC, on a virtual thread. */
public final class Migrations {
    private Migrations() {}

    /**
     * Brings one schema to this version. Several processes may do so at once. Tries again while PostgreSQL is away.
     *
     * @param location such as {@code classpath:db/mailbox}
     * @param schema created if need be; keeps its own history table
     * @return fails only if a migration does
     */
    public static Future<Void> run(Vertx vertx, PostgresSettings postgres, String location, String schema) {
        return Future.failedFuture("" + vertx + postgres + location + schema);
    }
}
