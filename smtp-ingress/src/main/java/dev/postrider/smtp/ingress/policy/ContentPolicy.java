package dev.postrider.smtp.ingress.policy;

import dev.postrider.smtp.BodyType;

/** May this content be accepted? */
public final class ContentPolicy {
    private ContentPolicy() {}

    /**
     * Judges a body. What cannot be read as one message comes first, what may pass comes last.
     *
     * @param type BINARYMIME needs no lines (RFC 3030 s3). Everything else does, also by BDAT: bare line ends would become an end of
     *     data for somebody behind us
     */
    public static Verdict judge(BodyFacts facts, BodyType type, Limits limits) {
        boolean lines = type != BodyType.BINARY_MIME;
        if (lines && facts.bareLineEnd()) {
            return Verdict.refused(Reason.BARE_LINE_END_IN_DATA);
        }
        if (facts.octets() > limits.messageOctets()) {
            return Verdict.refused(Reason.MESSAGE_TOO_BIG);
        }
        if (lines && facts.nul()) {
            return Verdict.refused(Reason.NUL_IN_DATA);
        }
        if (lines && facts.longestLineOctets() > limits.textLineOctets()) {
            return Verdict.refused(Reason.TEXT_LINE_TOO_LONG);
        }
        if (facts.headerOctets() > limits.headerOctets()) {
            return Verdict.refused(Reason.HEADER_TOO_BIG);
        }
        if (facts.receivedHops() > limits.receivedHops()) {
            return Verdict.refused(Reason.TOO_MANY_HOPS);
        }
        if (facts.loopHops() > limits.loopHops()) {
            return Verdict.refused(Reason.MAIL_LOOP);
        }
        return facts.storageFailed() ? Verdict.refused(Reason.BODY_NOT_STORED) : Verdict.accepted();
    }
}
