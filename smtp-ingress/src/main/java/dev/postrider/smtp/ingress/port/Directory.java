package dev.postrider.smtp.ingress.port;

import dev.postrider.smtp.ingress.policy.Resolution;
import dev.postrider.smtp.ingress.session.Credentials;
import dev.postrider.smtp.ingress.session.SmtpEvent.LoginCheck;
import dev.postrider.smtp.ingress.session.SmtpEvent.SenderCheck;
import io.vertx.core.Future;
import java.util.List;

/** Who lives here, and who may send. */
public interface Directory {
    /** The most addresses that one question may hold. */
    int MAX_ADDRESSES = 100;

    /**
     * Where mail for each address goes.
     *
     * @param addresses RFC 5321 mailboxes, or bare {@code postmaster}; at most {@link #MAX_ADDRESSES}
     * @param sizeOctets announced; 0 if not
     * @return in the order of the addresses
     */
    Future<List<Resolution>> resolve(List<String> addresses, long sizeOctets);

    /** May this account send as that address? */
    Future<SenderCheck> maySendAs(long accountId, String address);

    /** Are these the credentials of an account? */
    Future<LoginCheck> authenticate(Credentials credentials, String clientAddress);
}
