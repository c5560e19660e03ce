package dev.postrider.smtp.ingress.policy;

/** May this content be accepted? */
public final class ContentPolicy {
    private ContentPolicy() {}

    /** Judges a body that has arrived in full. What cannot be read as one message comes first, what may pass comes last. */
    public static Verdict judge(BodyFacts facts, Limits limits) {
        if (facts.bareLineEnd()) {
            return Verdict.refused(Reason.BARE_LINE_END_IN_DATA);
        }
        if (facts.octets() > limits.messageOctets()) {
            return Verdict.refused(Reason.MESSAGE_TOO_BIG);
        }
        if (facts.nul()) {
            return Verdict.refused(Reason.NUL_IN_DATA);
        }
        if (facts.longestLineOctets() > limits.textLineOctets()) {
            return Verdict.refused(Reason.TEXT_LINE_TOO_LONG);
        }
        if (facts.headerOctets() > limits.headerOctets()) {
            return Verdict.refused(Reason.HEADER_TOO_BIG);
        }
        if (facts.receivedHops() > limits.receivedHops()) {
            return Verdict.refused(Reason.TOO_MANY_HOPS);
        }
        return facts.storageFailed() ? Verdict.refused(Reason.BODY_NOT_STORED) : Verdict.accepted();
    }
}
