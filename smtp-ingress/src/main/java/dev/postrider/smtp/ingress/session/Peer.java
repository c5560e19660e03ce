package dev.postrider.smtp.ingress.session;

/**
 * The other end of a connection, as known when it opened.
 *
 * @param sessionId unique to this session
 * @param address textual IP address without brackets or zone
 */
public record Peer(String sessionId, String address) {}
