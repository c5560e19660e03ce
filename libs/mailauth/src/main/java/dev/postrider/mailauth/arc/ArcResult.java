package dev.postrider.mailauth.arc;

import dev.postrider.mailauth.dkim.DkimReason;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What became of a chain.
 *
 * @param instance the set at which it failed; empty if it did not, or no single set is to blame
 * @param detail what was wrong with the signature or seal of that set
 * @param sets how many sets there are
 * @param oldestPass the lowest set whose message signature still verifies, 0 if all do (RFC 8617 s5.2); empty unless the chain passed
 * @param seals who sealed, from the first set to the last, as far as could be read
 */
public record ArcResult(
        ArcReason reason,
        OptionalInt instance,
        Optional<DkimReason> detail,
        int sets,
        OptionalInt oldestPass,
        List<Seal> seals) {

    /**
     * One handler.
     *
     * @param domain {@code d=} in lower case and A-labels
     */
    public record Seal(int instance, String domain, String selector) {}

    public ArcResult {
        seals = List.copyOf(seals);
    }

    public ArcOutcome outcome() {
        return reason.outcome();
    }

    /** Did it fail only because DNS did not answer? */
    public boolean passing() {
        return detail.equals(Optional.of(DkimReason.KEY_UNAVAILABLE));
    }
}
