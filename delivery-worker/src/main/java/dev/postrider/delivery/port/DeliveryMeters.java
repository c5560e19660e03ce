package dev.postrider.delivery.port;

import dev.postrider.delivery.policy.DeadLetterReason;
import dev.postrider.delivery.policy.Provider;
import dev.postrider.delivery.policy.Verdict;
import java.util.Optional;

/** What the worker counts. */
public interface DeliveryMeters {
    /**
     * One attempt for one recipient ended.
     *
     * @param number of the attempt, from 1
     * @param ageMs of the message
     */
    void attempted(Provider provider, Verdict verdict, int number, long ageMs);

    /** One call to the store ended. */
    void storeCall(int items, long durationNs, boolean succeeded);

    /** A part of an attempt ended. */
    void took(Provider provider, AttemptPart part, long durationNs);

    /** A connection is ready; {@code tls} is its version of TLS, or empty. */
    void dialled(Provider provider, Optional<String> tls);

    /** A deferred message was taken up so long after it was due. */
    void tookUp(long lateMs);

    /** A dead letter was written. */
    void buried(DeadLetterReason reason);

    /** A report to a sender was written; {@code action} as in RFC 3464 s2.3.3. */
    void reported(String action);

    /** A step is being held because a dependency does not answer. */
    void held(String step);
}
