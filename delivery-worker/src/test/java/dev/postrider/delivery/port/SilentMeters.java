package dev.postrider.delivery.port;

import dev.postrider.delivery.policy.DeadLetterReason;
import dev.postrider.delivery.policy.Provider;
import dev.postrider.delivery.policy.Verdict;
import java.util.Optional;

/** Counts nothing. */
public final class SilentMeters implements DeliveryMeters {
    @Override
    public void attempted(Provider provider, Verdict verdict, int number, long ageMs) {}

    @Override
    public void storeCall(int items, long durationNs, boolean succeeded) {}

    @Override
    public void took(Provider provider, AttemptPart part, long durationNs) {}

    @Override
    public void dialled(Provider provider, Optional<String> tls) {}

    @Override
    public void tookUp(long lateMs) {}

    @Override
    public void buried(DeadLetterReason reason) {}

    @Override
    public void reported(String action) {}

    @Override
    public void held(String step) {}
}
