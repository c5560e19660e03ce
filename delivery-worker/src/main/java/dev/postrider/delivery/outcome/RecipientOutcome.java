package dev.postrider.delivery.outcome;

import dev.postrider.contracts.DsnNotify;
import dev.postrider.delivery.policy.Verdict;
import java.util.List;

/**
 * What came of one recipient.
 *
 * @param index its place among the recipients of the attempt
 * @param address as given in RCPT
 * @param finalRecipient the account or remote address that it led to
 * @param orcpt as given, decoded; empty when absent
 * @param tried whether it counts as an attempt; {@code verdict} does not tell any more once it says that the time is over
 */
public record RecipientOutcome(
        int index,
        String address,
        String finalRecipient,
        String orcpt,
        List<DsnNotify> notifyOn,
        Verdict verdict,
        boolean tried) {
    /** As the verdict says. */
    public RecipientOutcome(
            int index, String address, String finalRecipient, String orcpt, List<DsnNotify> notifyOn, Verdict verdict) {
        this(
                index,
                address,
                finalRecipient,
                orcpt,
                notifyOn,
                verdict,
                verdict.reason().isAttempt());
    }

    /** The same, given up because its time is over. */
    public RecipientOutcome expired() {
        return new RecipientOutcome(index, address, finalRecipient, orcpt, notifyOn, verdict.expired(), tried);
    }
}
