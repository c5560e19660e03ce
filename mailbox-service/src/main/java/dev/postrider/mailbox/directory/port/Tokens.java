package dev.postrider.mailbox.directory.port;

import dev.postrider.mail.Address;
import io.vertx.core.Future;
import java.util.Optional;

/** Access tokens and the issuers that are trusted. */
@FunctionalInterface
public interface Tokens {
    /** No issuer is trusted. */
    Tokens NONE = token -> Future.succeededFuture(Optional.empty());

    /**
     * Whose token it is; empty if it is not good for anybody. A failed future means that the keys to check it with cannot be had now.
     */
    Future<Optional<Address>> loginOf(String token);
}
