package dev.postrider.smtp.ingress.port;

import dev.postrider.sasl.SaslAnswer;
import dev.postrider.sasl.SaslInquiry;
import dev.postrider.servicekit.trace.TraceSpan;
import dev.postrider.smtp.ingress.policy.Resolution;
import dev.postrider.smtp.ingress.session.SmtpEvent.SenderCheck;
import io.vertx.core.Future;
import java.util.List;

/** Who lives here, and who may send. */
public interface Directory {
    /** The same, whose questions are part of {@code span}. */
    default Directory within(TraceSpan span) {
        return this;
    }

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

    /** What a SASL exchange has to ask. A failed future is no answer. */
    Future<SaslAnswer> authenticate(SaslInquiry inquiry, String clientAddress);
}
