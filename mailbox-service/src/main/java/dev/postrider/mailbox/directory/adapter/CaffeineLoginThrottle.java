package dev.postrider.mailbox.directory.adapter;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.postrider.mailbox.directory.DirectorySettings;
import dev.postrider.mailbox.directory.port.LoginThrottle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Token buckets in bounded maps: for a client with a login, for a client with whatever logins, for a login from whatever clients. A
 * full bucket need not be remembered, so entries expire after one window. The limits are those of this process.
 *
 * <p>The bucket of a login alone does not apply to clients that have known its password within the last day: otherwise anybody could
 * lock anybody out by guessing.
 */
public final class CaffeineLoginThrottle implements LoginThrottle {
    private static final long TRUST_DAYS = 1;

    private record Bucket(double tokens, long atNanos) {}

    private record Limit(String key, int capacity) {}

    private final DirectorySettings.Throttle settings;
    private final LongSupplier nanoClock;
    private final Cache<String, Bucket> buckets;
    private final Cache<String, Boolean> trusted;

    public CaffeineLoginThrottle(DirectorySettings.Throttle settings, LongSupplier nanoClock) {
        this.settings = settings;
        this.nanoClock = nanoClock;
        this.buckets = Caffeine.newBuilder()
                .maximumSize(settings.trackAtMost())
                .ticker(nanoClock::getAsLong)
                .expireAfterWrite(settings.window())
                .build();
        this.trusted = Caffeine.newBuilder()
                .maximumSize(settings.trackAtMost())
                .ticker(nanoClock::getAsLong)
                .expireAfterWrite(java.time.Duration.ofDays(TRUST_DAYS))
                .build();
    }

    @Override
    public boolean take(String login, String clientIp) {
        List<Limit> taken = new ArrayList<>(3);
        for (Limit limit : limits(login, ClientNetwork.of(clientIp))) {
            if (!takeOne(limit)) {
                taken.forEach(this::giveOne);
                return false;
            }
            taken.add(limit);
        }
        return true;
    }

    @Override
    public void giveBack(String login, String clientIp) {
        limits(login, ClientNetwork.of(clientIp)).forEach(this::giveOne);
    }

    @Override
    public void trust(String login, String clientIp) {
        trusted.put(pair(login, ClientNetwork.of(clientIp)), true);
    }

    private List<Limit> limits(String login, String network) {
        List<Limit> limits = new ArrayList<>(3);
        limits.add(new Limit("p " + pair(login, network), settings.perClientAndLogin()));
        limits.add(new Limit("c " + network, settings.perClient()));
        if (trusted.getIfPresent(pair(login, network)) == null) {
            limits.add(new Limit("l " + login, settings.perLogin()));
        }
        return limits;
    }

    private static String pair(String login, String network) {
        return network + " " + login;
    }

    private boolean takeOne(Limit limit) {
        AtomicBoolean taken = new AtomicBoolean();
        buckets.asMap().compute(limit.key(), (key, bucket) -> {
            long now = nanoClock.getAsLong();
            double tokens = bucket == null ? limit.capacity() : refilled(bucket, limit, now);
            taken.set(tokens >= 1);
            return new Bucket(tokens >= 1 ? tokens - 1 : tokens, now);
        });
        return taken.get();
    }

    private void giveOne(Limit limit) {
        buckets.asMap().computeIfPresent(limit.key(), (key, bucket) -> {
            long now = nanoClock.getAsLong();
            return new Bucket(Math.min(limit.capacity(), refilled(bucket, limit, now) + 1), now);
        });
    }

    private double refilled(Bucket bucket, Limit limit, long now) {
        double share = (double) (now - bucket.atNanos())
                / Math.max(1, settings.window().toNanos());
        return Math.min(limit.capacity(), bucket.tokens() + share * limit.capacity());
    }
}
