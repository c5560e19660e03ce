package dev.postrider.imap.net;

import java.security.SecureRandom;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Makes ids on one event loop. They need not be secret, but those of two processes must differ, so the seed is the system's randomness. */
final class Ids {
    private static final int SEED_OCTETS = 48;
    private static final int RADIX = 32;

    private final RandomGenerator random;

    private Ids(RandomGenerator random) {
        this.random = random;
    }

    static Ids seeded() {
        return new Ids(
                RandomGeneratorFactory.of("L128X256MixRandom").create(new SecureRandom().generateSeed(SEED_OCTETS)));
    }

    /** The same ids every time, for tests. */
    static Ids repeatable(long seed) {
        return new Ids(RandomGeneratorFactory.of("L128X256MixRandom").create(seed));
    }

    String sessionId() {
        return Long.toUnsignedString(random.nextLong(), RADIX);
    }

    /** What a client is told instead of internals, and the log with them. */
    String reference() {
        return Long.toUnsignedString(random.nextLong() >>> 14, RADIX);
    }
}
