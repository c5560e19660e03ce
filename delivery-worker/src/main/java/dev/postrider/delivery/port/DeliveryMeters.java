package dev.postrider.delivery.port;

import dev.postrider.delivery.policy.DeadLetterReason;
import dev.postrider.delivery.policy.Provider;
import dev.postrider.delivery.policy.Verdict;

/** What the worker counts. */
public interface DeliveryMeters {
    /** One attempt for one recipient ended. */
    void attempted(Provider provider, Verdict verdict);

    /** One call to the store ended. */
    void storeCall(int items, long durationNs, boolean succeeded);

    /** One SMTP transaction ended. */
    void transaction(Provider provider, long durationNs);

    /** A dead letter was written. */
    void buried(DeadLetterReason reason);

    /** A report to a sender was written; {@code action} as in RFC 3464 s2.3.3. */
    void reported(String action);

    /** A step is being held because a dependency does not answer. */
    void held(String step);
}
