package dev.postrider.smtp.ingress.session;

import java.util.Optional;

/**
 * The other end of a connection.
 *
 * @param sessionId unique to this session
 * @param address textual IP address without brackets or zone: where the client is, as far as is known
 * @param introduction if somebody else is connected and speaks for the client
 */
public record Peer(String sessionId, String address, Optional<Introduction> introduction) {
    /** A client that is connected itself. */
    public Peer(String sessionId, String address) {
        this(sessionId, address, Optional.empty());
    }

    /**
     * What was said by XCLIENT.
     *
     * @param byAddress who said it
     * @param name the client's host name
     * @param helo how the client introduced itself
     */
    public record Introduction(String byAddress, Optional<String> name, Optional<String> helo) {}

    /** Who is connected. */
    public String connectedAddress() {
        return introduction.map(Introduction::byAddress).orElse(address);
    }
}
