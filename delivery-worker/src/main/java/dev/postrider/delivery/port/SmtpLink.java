package dev.postrider.delivery.port;

import dev.postrider.contracts.Content;
import dev.postrider.delivery.session.Transaction;
import dev.postrider.delivery.session.TransactionResult;
import io.vertx.core.Future;
import java.util.Optional;

/** An open SMTP session, for one message at a time. */
public interface SmtpLink {
    /** Carries one message. Never fails: trouble is a result too. Only while {@link #isReady()}. */
    Future<TransactionResult> carry(Transaction transaction, Content content);

    /** Completes when another message may be carried, or when the session is over. */
    Future<Void> settled();

    /** May a message be carried? */
    boolean isReady();

    /** The version of its TLS, {@code TLSv1.3}; empty for plaintext. */
    Optional<String> tls();

    /** Messages carried so far. */
    int carried();

    /** Says goodbye and closes. */
    void quit();

    /** Completes when the connection is gone. */
    Future<Void> closed();
}
