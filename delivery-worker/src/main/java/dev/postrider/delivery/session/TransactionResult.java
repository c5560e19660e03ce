package dev.postrider.delivery.session;

import dev.postrider.delivery.policy.Verdict;
import java.util.List;

/**
 * How a transaction ended.
 *
 * @param verdicts in the order of the transaction's recipients
 * @param broken the connection is of no more use, and that is why some recipients are deferred
 * @param elsewhere the message was certainly not taken for the deferred recipients of a broken transaction, so another host may be tried at once
 * @param unannounced8Bit the body was declared 8-bit and the server had not announced 8BITMIME
 */
public record TransactionResult(List<Verdict> verdicts, boolean broken, boolean elsewhere, boolean unannounced8Bit) {
    public TransactionResult {
        verdicts = List.copyOf(verdicts);
    }
}
