package dev.postrider.delivery.deferred;

import java.time.Duration;

/**
 * How deferred mail is taken up again.
 *
 * @param pollInterval how often to look for due rows
 * @param rowsPerClaim at most
 * @param rowsInFlight claimed and not yet put back or removed
 * @param lease of a claimed row; prolonged while it is worked on
 * @param strayAfter for how long a row must have been due before a worker that does not own its bucket takes it
 * @param handledKept how long keys of handled records are kept
 */
public record DueLimits(
        Duration pollInterval,
        int rowsPerClaim,
        int rowsInFlight,
        Duration lease,
        Duration strayAfter,
        Duration handledKept) {}
