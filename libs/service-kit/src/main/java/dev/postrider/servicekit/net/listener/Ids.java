package dev.postrider.servicekit.net.listener;

import java.security.SecureRandom;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Makes ids on one event loop. Two processes that started in the same instant must never make the same id, so the seed comes from
 * the system's randomness; the ids themselves need not be secret.
 */
public final class Ids {
    private static final int SEED_OCTETS = 48;
    private static final int RADIX = 32;

    private final RandomGenerator random;

    private Ids(RandomGenerator random) {
        this.random = random;
    }

    public static Ids seeded() {
        return new Ids(
                RandomGeneratorFactory.of("L128X256MixRandom").create(new SecureRandom().generateSeed(SEED_OCTETS)));
    }

    /** The same ids every time, for tests. */
    public static Ids repeatable(long seed) {
        return new Ids(RandomGeneratorFactory.of("L128X256MixRandom").create(seed));
    }

    public String sessionId() {
        return Long.toUnsignedString(random.nextLong(), RADIX);
    }

    /** What a client is told instead of internals, and the log with them. */
    public String reference() {
        return Long.toUnsignedString(random.nextLong() >>> 14, RADIX);
    }

    /** For ids of a protocol's own. */
    public RandomGenerator random() {
        return random;
    }
}
