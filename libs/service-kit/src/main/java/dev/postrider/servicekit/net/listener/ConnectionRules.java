package dev.postrider.servicekit.net.listener;

import dev.postrider.servicekit.config.Settings;
import java.util.List;

/**
 * How many connections there may be on all listeners together, and what is done when they become too many.
 *
 * @param perAddress of one client, see {@link ClientNetwork}
 * @param ipv6Bits of an IPv6 address that tell one client from another
 * @param perMinute new ones of one client; 0: any number
 * @param unlimited clients that may have as many as there are in all
 * @param fairFrom so many open, and a client that has more than its share gets no more
 * @param stressFrom so many open, and the service is under stress ...
 * @param stressUntil ... until there are only so many
 */
public record ConnectionRules(
        int total,
        int perAddress,
        int ipv6Bits,
        int perMinute,
        List<Cidr> unlimited,
        int fairFrom,
        int stressFrom,
        int stressUntil) {
    /** Copies the list. */
    public ConnectionRules {
        unlimited = List.copyOf(unlimited);
    }

    /** Limits alone. */
    public static ConnectionRules of(int total, int perAddress, List<Cidr> unlimited) {
        return new ConnectionRules(total, perAddress, 64, 0, unlimited, total, Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    /** Notes mistakes in {@code connections}, the section. */
    public static ConnectionRules from(Settings connections) {
        int total = connections.integer("total", 1, Integer.MAX_VALUE);
        int stressFrom = connections.integer("stress-from", 1, 100);
        int stressUntil = connections.integer("stress-until", 0, 100);
        if (stressUntil > stressFrom) {
            connections.problem("stress-until", "at most stress-from");
        }
        return new ConnectionRules(
                total,
                connections.integer("per-address", 1, Integer.MAX_VALUE),
                connections.integer("ipv6-prefix", 32, 128),
                connections.integer("per-minute", 0, Integer.MAX_VALUE),
                ListenerSettings.networks(connections, "unlimited-addresses"),
                percent(total, connections.integer("fair-from", 1, 100)),
                percent(total, stressFrom),
                percent(total, stressUntil));
    }

    private static int percent(int total, int percent) {
        return (int) ((long) total * percent / 100);
    }
}
