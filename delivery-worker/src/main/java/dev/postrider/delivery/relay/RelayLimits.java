package dev.postrider.delivery.relay;

import java.time.Duration;

/**
 * Bounds of relaying.
 *
 * @param connections to all destinations together, idle ones included
 * @param connectionsPerDestination at the same time
 * @param queuePerDestination messages that may wait for a connection; more are deferred
 * @param longestWait of a message for a connection; then it is deferred
 * @param hosts of a domain that are tried
 * @param addressesPerHost that are tried
 * @param recipientsPerTransaction beyond it a message goes in several transactions
 * @param messagesPerConnection before a connection is given up
 * @param coolDown after no host of a destination could be reached: until then its mail is deferred unasked
 */
public record RelayLimits(
        int connections,
        int connectionsPerDestination,
        int queuePerDestination,
        Duration longestWait,
        int hosts,
        int addressesPerHost,
        int recipientsPerTransaction,
        int messagesPerConnection,
        Duration coolDown) {}
