package dev.postrider.imap.session;

/**
 * The other end of a connection, as known when it opened.
 *
 * @param sessionId unique to this session
 * @param address textual IP address without brackets or zone
 * @param plaintextLogin whether it may log in without TLS
 */
public record Peer(String sessionId, String address, boolean plaintextLogin) {}
