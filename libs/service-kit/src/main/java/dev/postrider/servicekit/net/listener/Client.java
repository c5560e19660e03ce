package dev.postrider.servicekit.net.listener;

import java.util.Optional;

/**
 * Who has connected, as far as the network tells.
 *
 * @param address textual IP address without brackets or zone
 * @param tls if TLS began with the connection
 */
public record Client(String address, Optional<TlsSession> tls) {}
