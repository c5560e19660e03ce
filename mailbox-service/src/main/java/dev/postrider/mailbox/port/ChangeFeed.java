package dev.postrider.mailbox.port;

import dev.postrider.contracts.MailboxChange;
import io.vertx.core.Future;

/** Where hints about changed accounts go. */
@FunctionalInterface
public interface ChangeFeed {
    /** Completes when the hint is durable; fails if that is not known. */
    Future<Void> publish(MailboxChange change);
}
