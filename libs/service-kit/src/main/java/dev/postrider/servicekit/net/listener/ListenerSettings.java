package dev.postrider.servicekit.net.listener;

import dev.postrider.servicekit.config.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What the section of any listener says about its connections.
 *
 * @param port 0 takes a free one
 * @param allowedFrom who may connect; empty: anybody
 * @param greetingDelay how long a client must keep silent before it is greeted
 */
public record ListenerSettings(
        String name,
        boolean enabled,
        String host,
        int port,
        TlsMode tls,
        List<Cidr> allowedFrom,
        Duration greetingDelay) {
    /** Notes mistakes in {@code own}, the listener's section. */
    public static ListenerSettings from(String name, Settings own) {
        return new ListenerSettings(
                name,
                own.flag("enabled"),
                own.string("host"),
                own.port("port"),
                own.oneOf("tls", TlsMode.class),
                networks(own, "allowed-from"),
                own.duration("greeting-delay"));
    }

    /** Addresses and networks; notes those that are none. */
    public static List<Cidr> networks(Settings settings, String path) {
        List<Cidr> networks = new ArrayList<>();
        for (String text : settings.strings(path)) {
            Cidr.parse(text)
                    .ifPresentOrElse(
                            networks::add,
                            () -> settings.problem(
                                    path, "addresses and networks such as 192.0.2.0/24 or 2001:db8::/32"));
        }
        return networks;
    }
}
