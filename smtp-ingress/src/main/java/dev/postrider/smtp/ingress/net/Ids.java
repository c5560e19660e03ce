package dev.postrider.smtp.ingress.net;

import dev.postrider.mail.QueueId;
import java.security.SecureRandom;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Makes ids on one event loop. Two processes that started in the same instant must never make the same id, so the seed comes from
 * the system's randomness; the ids themselves need not be secret.
 */
final class Ids {
    private static final int SEED_OCTETS = 48;

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

    QueueId queueId(long nowMs) {
        return QueueId.of(nowMs, random.nextInt(), random.nextLong());
    }

    String sessionId() {
        return Long.toUnsignedString(random.nextLong(), 32);
    }
}
