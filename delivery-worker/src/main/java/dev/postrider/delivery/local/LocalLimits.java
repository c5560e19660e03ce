package dev.postrider.delivery.local;

/**
 * How much goes into one call, and how many calls go at once.
 *
 * @param calls in flight at most
 * @param itemsPerCall messages
 * @param octetsPerCall of all messages together; a larger one goes alone
 * @param itemsForFurtherCall what must have queued before a call starts beside a running one
 * @param tries of one message on which the store fails, before it is deferred
 * @param firstPauseMs before a call is repeated; doubled each time
 * @param longestPauseMs the most it is doubled to
 */
public record LocalLimits(
        int calls,
        int itemsPerCall,
        long octetsPerCall,
        int itemsForFurtherCall,
        int tries,
        long firstPauseMs,
        long longestPauseMs) {}
