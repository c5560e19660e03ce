package dev.postrider.servicekit.postgres;

import dev.postrider.servicekit.NotPreparedException;
import dev.postrider.servicekit.thread.Attempts;
import dev.postrider.servicekit.thread.VirtualThreads;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.output.MigrateResult;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Schema migrations by Flyway, over JDBC, on a virtual thread. */
public final class Migrations {
    private static final Logger log = LoggerFactory.getLogger(Migrations.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private Migrations() {}

    /**
     * Brings one schema to this version. Several processes may do so at once: Flyway lets one at a time through. Tries again while
     * PostgreSQL is away.
     *
     * @param location such as {@code classpath:db/mailbox}
     * @param schema created if need be; keeps its own history table
     * @return fails only if a migration does
     */
    public static Future<Void> run(Vertx vertx, PostgresSettings postgres, String location, String schema) {
        return untilPostgresAnswers(vertx, schema, () -> migrate(postgres, location, schema));
    }

    /**
     * As {@link #run} if {@code postgres.migrate} is on, else only looks at the schema.
     *
     * @return fails with {@link NotPreparedException} if it may not be migrated and is not of this version
     */
    public static Future<Void> ensure(Vertx vertx, PostgresSettings postgres, SchemaSpec schema) {
        return postgres.migrate()
                ? run(vertx, postgres, schema.location(), schema.name())
                : untilPostgresAnswers(vertx, schema.name(), () -> check(postgres, schema));
    }

    private static Future<Void> untilPostgresAnswers(Vertx vertx, String schema, Callable<String> work) {
        return Attempts.until(
                        vertx,
                        (failure, failures) -> {
                            if (!connectionFailed(failure)) {
                                return Optional.empty();
                            }
                            log.atWarn()
                                    .addKeyValue("schema", schema)
                                    .addKeyValue(
                                            "reason",
                                            String.valueOf(failure.getMessage())
                                                    .lines()
                                                    .findFirst()
                                                    .orElse(""))
                                    .log("cannot look at the schema yet");
                            return Optional.of(RETRY);
                        },
                        () -> VirtualThreads.call(vertx, "migrate-" + schema, work))
                .mapEmpty();
    }

    private static String migrate(PostgresSettings postgres, String location, String schema) {
        MigrateResult result = flyway(postgres, location, schema).migrate();
        log.atInfo()
                .addKeyValue("schema", schema)
                .addKeyValue("applied", result.migrationsExecuted)
                .log("schema is up to date");
        return schema;
    }

    private static Flyway flyway(PostgresSettings postgres, String location, String schema) {
        return Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(dataSource(postgres))
                .locations(location)
                .schemas(schema)
                .defaultSchema(schema)
                .createSchemas(true)
                .table("schema_history")
                .failOnMissingLocations(true)
                .load();
    }

    private static String check(PostgresSettings postgres, SchemaSpec schema) {
        MigrationInfoService info =
                flyway(postgres, schema.location(), schema.name()).info();
        if (info.pending().length > 0) {
            String found = info.current() == null
                    ? "is not there"
                    : "is of version " + info.current().getVersion();
            throw new NotPreparedException("schema " + schema.name() + " " + found + ", migrations are missing ("
                    + info.pending().length
                    + "), and postgres.migrate = off: run the service with the argument prepare");
        }
        if (Stream.of(info.all()).anyMatch(Migrations::unknownHere)) {
            // A rollout under way: what is prepared for the next version must do for this one, whose processes may
            // still restart.
            log.atWarn()
                    .addKeyValue("schema", schema.name())
                    .addKeyValue("version", info.current().getVersion())
                    .log("a later version of Postrider has migrated the schema");
            return schema.name();
        }
        log.atInfo().addKeyValue("schema", schema.name()).log("schema is up to date");
        return schema.name();
    }

    private static boolean unknownHere(MigrationInfo migration) {
        return migration.getState().isApplied() && !migration.getState().isResolved();
    }

    /** As migrations connect. Blocks. */
    static Connection connection(PostgresSettings postgres) throws SQLException {
        return dataSource(postgres).getConnection();
    }

    private static PGSimpleDataSource dataSource(PostgresSettings postgres) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {postgres.host()});
        source.setPortNumbers(new int[] {postgres.port()});
        source.setDatabaseName(postgres.database());
        source.setUser(postgres.user());
        source.setPassword(postgres.password().renewed().get());
        source.setConnectTimeout((int) Math.max(1, postgres.connectTimeout().toSeconds()));
        source.setApplicationName("postrider-migrations");
        source.setSslMode(postgres.tls().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        postgres.files().authorities().ifPresent(pem -> source.setSslRootCert(pem.toString()));
        postgres.files().identity().ifPresent(pair -> {
            source.setSslCert(pair.certificate().toString());
            source.setSslKey(pair.key().toString());
            source.setSslfactory(JdbcTls.class.getName());
        });
        return source;
    }

    /** SQLSTATE class 08 (connection), 57P0x (shutting down, starting up), 53300 (too many connections), anywhere in the chain. */
    static boolean connectionFailed(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                String state = sql.getSQLState();
                return state.startsWith("08") || state.startsWith("57P0") || state.equals("53300");
            }
        }
        return false;
    }
}
