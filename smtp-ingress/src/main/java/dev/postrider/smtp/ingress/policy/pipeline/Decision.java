package dev.postrider.smtp.ingress.policy.pipeline;

import dev.postrider.smtp.ingress.policy.Reason;
import java.util.List;

/** What becomes of a message. */
public sealed interface Decision {
    /** Not this one, for now or for good: the reason's reply code tells. */
    record Refuse(Reason reason) implements Decision {}

    /**
     * It is taken.
     *
     * @param quarantine whether it is filed under Junk
     * @param change what filters want of its header
     */
    record Accept(boolean quarantine, HeaderChange change) implements Decision {}

    /** Decides. The first finding that refuses gives the reason. */
    static Decision of(List<Finding> findings, PolicyRules rules) {
        boolean quarantine = false;
        HeaderChange change = HeaderChange.NONE;
        for (Finding finding : findings) {
            switch (rules.actionOn(finding)) {
                case MONITOR -> {}
                case QUARANTINE -> quarantine = true;
                case TEMPFAIL -> {
                    return new Refuse(deferral(finding));
                }
                case REJECT -> {
                    return new Refuse(rejection(finding));
                }
            }
            change = change.and(finding.change());
        }
        return new Accept(quarantine, change);
    }

    private static Reason deferral(Finding finding) {
        if (finding.outcome() == Outcome.TEMPERROR || finding.outcome() == Outcome.SKIPPED) {
            return finding.step() == PolicyStep.SPF ? Reason.SPF_UNAVAILABLE : Reason.POLICY_UNAVAILABLE;
        }
        return Reason.POLICY_DEFERS;
    }

    private static Reason rejection(Finding finding) {
        return switch (finding.step()) {
            case HEADERS -> Reason.HEADER_MALFORMED;
            case SPF -> finding.outcome() == Outcome.PERMERROR ? Reason.SPF_ERROR : Reason.SPF_FAILED;
            case DKIM -> Reason.DKIM_FAILED;
            case ARC -> Reason.ARC_FAILED;
            case DMARC -> Reason.DMARC_FAILED;
            case RSPAMD -> Reason.SPAM;
        };
    }
}
