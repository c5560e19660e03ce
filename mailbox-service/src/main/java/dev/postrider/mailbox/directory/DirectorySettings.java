package dev.postrider.mailbox.directory;

import dev.postrider.mail.Address;
import dev.postrider.mailbox.directory.policy.DetailSeparator;
import dev.postrider.sasl.ScramVerifier;
import dev.postrider.servicekit.config.Settings;
import java.time.Duration;
import java.util.Optional;

/**
 * Section {@code mailbox-service.directory}; its meanings stand in {@code reference.conf}.
 *
 * @param hashThreads 0: half of the processors
 */
public record DirectorySettings(
        DetailSeparator separator,
        Optional<Address> postmaster,
        Argon2 argon2,
        Scram scram,
        int hashThreads,
        int hashQueue,
        Duration rememberFor,
        int rememberAtMost,
        Throttle throttle) {

    private static final int MAX_HASH_KIB = 1_048_576;

    /** RFC 9106 parameters. */
    public record Argon2(int memoryKib, int iterations, int parallelism) {}

    /**
     * RFC 5802.
     *
     * @param store whether verifiers are kept; without them nobody can use SCRAM
     */
    public record Scram(boolean store, int iterations) {}

    /** Failed logins that are borne per window, and the window. */
    public record Throttle(int perClientAndLogin, int perClient, int perLogin, Duration window, int trackAtMost) {}

    /** Notes mistakes in {@code settings}; do not use the result before its {@code check()}. */
    public static DirectorySettings read(Settings settings) {
        return new DirectorySettings(
                separator(settings),
                postmaster(settings),
                argon2(settings.section("argon2")),
                new Scram(
                        settings.flag("scram.store"),
                        settings.integer(
                                "scram.iterations", ScramVerifier.LEAST_ITERATIONS, ScramVerifier.MOST_ITERATIONS)),
                settings.integer("hash-threads", 0, 64),
                settings.integer("hash-queue", 1, 10_000),
                settings.duration("remember-logins-for"),
                settings.integer("remember-logins-at-most", 0, 10_000_000),
                throttle(settings.section("throttle")));
    }

    private static DetailSeparator separator(Settings settings) {
        String text = settings.optionalString("detail-separator").orElse("");
        if (text.length() > 1 || text.equals("@")) {
            settings.problem("detail-separator", "one character other than @, or empty");
            return new DetailSeparator("");
        }
        return new DetailSeparator(text);
    }

    private static Optional<Address> postmaster(Settings settings) {
        Optional<String> text = settings.optionalString("postmaster");
        Optional<Address> address = text.flatMap(Address::parse);
        if (text.isPresent() && address.isEmpty()) {
            settings.problem("postmaster", "an address, or empty");
        }
        return address;
    }

    private static Argon2 argon2(Settings settings) {
        long memoryKib = settings.bytes("memory") / 1024;
        int parallelism = settings.integer("parallelism", 1, 16);
        // RFC 9106 s3.1: at least 8 KiB for each lane.
        long leastKib = 8L * parallelism;
        if (memoryKib < leastKib || memoryKib > MAX_HASH_KIB) {
            settings.problem("memory", "a size from " + leastKib + " KiB (8 for each lane) to 1 GiB");
        }
        return new Argon2(
                Math.clamp(memoryKib, 8 * parallelism, MAX_HASH_KIB),
                settings.integer("iterations", 1, 100),
                parallelism);
    }

    private static Throttle throttle(Settings settings) {
        return new Throttle(
                settings.integer("per-client-and-login", 1, 1_000_000),
                settings.integer("per-client", 1, 1_000_000),
                settings.integer("per-login", 1, 1_000_000),
                settings.duration("window"),
                settings.integer("track-at-most", 100, 10_000_000));
    }
}
