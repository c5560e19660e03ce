package dev.postrider.mailbox.admin.port;

import io.vertx.core.Future;
import java.util.List;

/** Walks the stores and compares them with what Postrider promises: {@code postrider verify}. */
@FunctionalInterface
public interface Verification {
    Future<Report> verify();

    /**
     * What was found.
     *
     * @param accounts looked at
     * @param messages looked at
     * @param breaches the first of them, up to a limit
     * @param breachCount all of them
     */
    record Report(long accounts, long messages, List<Breach> breaches, long breachCount) {}

    /**
     * A promise that does not hold.
     *
     * @param promise its id, such as {@code I5}
     * @param detail where, and what was found
     */
    record Breach(String promise, long accountId, String detail) {}
}
