package dev.postrider.delivery.port;

import dev.postrider.delivery.policy.DeadLetterReason;
import dev.postrider.delivery.policy.Provider;
import dev.postrider.delivery.policy.Verdict;

/** Counts nothing. */
public final class SilentMeters implements DeliveryMeters {
    @Override
    public void attempted(Provider provider, Verdict verdict) {}

    @Override
    public void storeCall(int items, long durationNs, boolean succeeded) {}

    @Override
    public void transaction(Provider provider, long durationNs) {}

    @Override
    public void buried(DeadLetterReason reason) {}

    @Override
    public void reported(String action) {}

    @Override
    public void held(String step) {}
}
