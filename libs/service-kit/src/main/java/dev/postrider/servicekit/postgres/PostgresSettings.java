package dev.postrider.servicekit.postgres;

import dev.postrider.servicekit.config.Secret;
import dev.postrider.servicekit.config.Settings;
import dev.postrider.servicekit.net.PeerTlsFiles;
import java.time.Duration;

/**
 * The section {@code postgres}.
 *
 * @param files certificates, ours and the authorities'
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
        PeerTlsFiles files,
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
                PeerTlsFiles.from(settings, "tls-certificate", "tls-key", "tls-trust"),
                settings.duration("connect-timeout"),
                settings.flag("migrate"));
        boolean verified = postgres.tls == Tls.VERIFY_CA || postgres.tls == Tls.VERIFY_FULL;
        if (verified && postgres.files.authorities().isEmpty()) {
            settings.problem("tls-trust", "a PEM file, because tls = verify-…");
        }
        if (!verified && postgres.files.identity().isPresent()) {
            settings.problem(
                    "tls",
                    "verify-ca or verify-full, because tls-certificate is set: who shows who he is should know to whom");
        }
        return postgres;
    }
}
