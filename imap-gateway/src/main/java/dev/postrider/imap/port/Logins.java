package dev.postrider.imap.port;

import dev.postrider.sasl.SaslInquiry;
import dev.postrider.servicekit.trace.TraceSpan;
import io.vertx.core.Future;

/** Who the users are. */
@FunctionalInterface
public interface Logins {
    /** Is this the password of an account? Never fails: {@link LoginCheck.Refused#UNAVAILABLE} if nobody knows. */
    Future<LoginCheck> check(SaslInquiry.Password asked, String clientAddress);

    /** The same, as a part of {@code span}. */
    default Future<LoginCheck> check(SaslInquiry.Password asked, String clientAddress, TraceSpan span) {
        return check(asked, clientAddress);
    }
}
