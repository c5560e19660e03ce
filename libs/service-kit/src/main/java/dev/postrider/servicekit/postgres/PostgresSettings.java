package dev.postrider.servicekit.postgres;

import dev.postrider.servicekit.config.Secret;
import dev.postrider.servicekit.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The section {@code postgres}.
 *
 * @param migrate whether a start brings schemas to this version, or only checks that they are
 */
public record PostgresSettings(
        String host,
        int port,
        String database,
        String user,
        Secret password,
        int poolSize,
        Tls tls,
        Optional<Path> trust,
        Duration connectTimeout,
        boolean migrate) {
    /** PostgreSQL's sslmode, without {@code allow}, which protects nothing. */
    public enum Tls {
        DISABLE,
        PREFER,
        REQUIRE,
        VERIFY_CA,
        VERIFY_FULL
    }

    /** Notes mistakes in {@code settings}; use the result after {@code check()}. */
    public static PostgresSettings from(Settings settings) {
        PostgresSettings postgres = new PostgresSettings(
                settings.string("host"),
                settings.integer("port", 1, 65_535),
                settings.string("database"),
                settings.string("user"),
                settings.secret("password"),
                settings.integer("pool-size", 1, 1000),
                settings.oneOf("tls", Tls.class),
                settings.optionalPath("tls-trust"),
                settings.duration("connect-timeout"),
                settings.flag("migrate"));
        boolean verified = postgres.tls == Tls.VERIFY_CA || postgres.tls == Tls.VERIFY_FULL;
        if (verified && postgres.trust.isEmpty()) {
            settings.problem("tls-trust", "a PEM file, because tls = verify-…");
        }
        return postgres;
    }
}
