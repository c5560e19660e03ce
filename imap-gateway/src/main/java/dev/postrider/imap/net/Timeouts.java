package dev.postrider.imap.net;

import java.time.Duration;

/**
 * The times of a session.
 *
 * @param login from the beginning to a login
 * @param idle without an octet of the client, after it (RFC 3501 s5.4: at least 30 minutes)
 * @param keepAlive between two words to a client in IDLE
 * @param stall without an octet of the store, while it is to send messages
 */
public record Timeouts(Duration login, Duration idle, Duration keepAlive, Duration stall) {}
