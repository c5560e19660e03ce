package dev.postrider.smtp.ingress.net;

import dev.postrider.servicekit.net.listener.ClientNetwork;
import dev.postrider.servicekit.net.listener.KeyedRate;
import dev.postrider.smtp.ingress.policy.Limits;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * What changes when there are too many connections or messages. Shared by all listeners.
 *
 * @param stressed whether there are too many connections now
 * @param stress what sessions are cut to then
 * @param messages how many each client may begin
 * @param ipv6Bits of an IPv6 address that tell one client from another
 */
public record Overload(BooleanSupplier stressed, Stress stress, KeyedRate<ClientNetwork> messages, int ipv6Bits) {
    /** Nothing changes. */
    public static Overload none() {
        return new Overload(() -> false, Stress.NONE, new KeyedRate<>(0, () -> 0), 64);
    }

    boolean mayBeginMessage(String client) {
        return messages.tryTake(ClientNetwork.of(client, ipv6Bits));
    }

    /** The most of each that a session gets under stress; what is less already stays. Postfix calls the same STRESS_README. */
    public record Stress(Duration idle, Duration command, Duration dataWindow, int errors, int messages) {
        private static final Duration LONG = Duration.ofDays(1);
        static final Stress NONE = new Stress(LONG, LONG, LONG, Integer.MAX_VALUE, Integer.MAX_VALUE);

        Limits over(Limits usual) {
            return usual.atMost(errors, messages);
        }

        Timeouts over(Timeouts usual) {
            return new Timeouts(
                    lesser(usual.idle(), idle),
                    lesser(usual.command(), command),
                    usual.session(),
                    usual.commit(),
                    lesser(usual.dataWindow(), dataWindow),
                    usual.dataOctetsPerSecond());
        }

        private static Duration lesser(Duration a, Duration b) {
            return a.compareTo(b) < 0 ? a : b;
        }
    }
}
