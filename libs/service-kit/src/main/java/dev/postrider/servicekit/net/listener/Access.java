package dev.postrider.servicekit.net.listener;

import java.time.Duration;
import java.util.List;

/**
 * Who may connect to a listener.
 *
 * @param allowedFrom clients; empty: anybody
 * @param connections at the same time; 0: as many as there may be on all listeners together
 * @param proxies who puts a PROXY header in front of every connection; empty: there is none
 * @param proxyHeaderWithin how long the header may take
 */
public record Access(List<Cidr> allowedFrom, int connections, List<Cidr> proxies, Duration proxyHeaderWithin) {
    /** Anybody, without a proxy. */
    public static final Access OPEN = new Access(List.of(), 0, List.of(), Duration.ofSeconds(5));

    public boolean expectsProxyHeader() {
        return !proxies.isEmpty();
    }

    boolean allows(String client) {
        return allowedFrom.isEmpty() || Cidr.anyContains(allowedFrom, client);
    }

    boolean isProxy(String peer) {
        return Cidr.anyContains(proxies, peer);
    }
}
