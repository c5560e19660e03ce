package dev.postrider.smtp.ingress.net;

import java.time.Duration;

/**
 * What may last how long. Looked at once a second.
 *
 * @param idle without an octet of the client
 * @param command from a command's first octet to its last
 * @param session a whole connection
 * @param commit from the end of data to the log's answer
 * @param dataWindow the time over which a body's rate is measured
 * @param dataOctetsPerSecond the least rate of a body
 */
public record Timeouts(
        Duration idle,
        Duration command,
        Duration session,
        Duration commit,
        Duration dataWindow,
        long dataOctetsPerSecond) {}
