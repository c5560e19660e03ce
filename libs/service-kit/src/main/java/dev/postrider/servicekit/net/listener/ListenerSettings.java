package dev.postrider.servicekit.net.listener;

import dev.postrider.servicekit.config.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What the section of any listener says about its connections.
 *
 * @param port 0 takes a free one
 * @param greetingDelay how long a client must keep silent before it is greeted
 */
public record ListenerSettings(
        String name,
        boolean enabled,
        String host,
        int port,
        TlsMode tls,
        ClientCertificates clientCertificates,
        Access access,
        Duration greetingDelay) {
    /** Notes mistakes in {@code own}, the listener's section. */
    public static ListenerSettings from(String name, Settings own) {
        return new ListenerSettings(
                name,
                own.flag("enabled"),
                own.string("host"),
                own.port("port"),
                own.oneOf("tls", TlsMode.class),
                own.oneOf("client-certificates", ClientCertificates.class),
                access(own),
                own.duration("greeting-delay"));
    }

    /** Who may come to a listener, and by whom; notes mistakes in {@code own}, the listener's section. */
    public static Access access(Settings own) {
        List<Cidr> proxies = networks(own, "proxy-protocol-from");
        boolean expected = own.flag("proxy-protocol");
        if (expected && proxies.isEmpty()) {
            own.problem(
                    "proxy-protocol-from", "the addresses and networks of the proxies, because proxy-protocol is on");
        }
        if (proxies.stream().anyMatch(Cidr::isEverything)) {
            own.problem("proxy-protocol-from", "no /0: whoever may send the header can pretend to be anybody");
        }
        return new Access(
                networks(own, "allowed-from"),
                own.integer("connections", 0, Integer.MAX_VALUE),
                expected ? proxies : List.of(),
                own.duration("proxy-protocol-timeout"));
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
