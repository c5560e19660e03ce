package dev.postrider.mailauth.arc;

import dev.postrider.mail.header.HeaderField;
import dev.postrider.mailauth.dkim.Checked;
import dev.postrider.mailauth.dkim.MessageSignature;
import dev.postrider.mailauth.dkim.SealSignature;
import java.util.List;

/**
 * One set (RFC 8617 s4.2). Its message signature may be malformed, which matters in the newest set only.
 *
 * @param fields results, message signature and seal: the order in which seals sign them (RFC 8617 s5.1.1)
 * @param chainStatus {@code cv=} of its seal
 */
record ArcSet(
        int instance,
        List<HeaderField> fields,
        Checked<MessageSignature> messageSignature,
        SealSignature seal,
        ChainStatus chainStatus) {

    /** {@code cv=} (RFC 8617 s4.1.3). */
    enum ChainStatus {
        NONE,
        PASS,
        FAIL
    }

    /** May a seal of this instance say so? The first says none, each later one pass. */
    boolean statusIsInPlace() {
        return chainStatus == (instance == 1 ? ChainStatus.NONE : ChainStatus.PASS);
    }
}
