package dev.postrider.mailauth.dkim;

import java.util.Optional;

/**
 * What became of one signature. What it claims is given as far as it could be read, also when it did not pass.
 *
 * @param domain {@code d=}, in lower case and A-labels
 * @param identity {@code i=} as written, or {@code @} and the domain
 * @param selector {@code s=}
 * @param algorithm {@code a=}
 * @param signaturePrefix the first characters of {@code b=}, at least eight and as many as tell it from the others (RFC 6008)
 * @param testing the key says {@code t=y}: its owner does not want a failure to matter (RFC 6376 s3.6.1)
 */
public record DkimResult(
        DkimReason reason,
        Optional<String> domain,
        Optional<String> identity,
        Optional<String> selector,
        Optional<String> algorithm,
        Optional<String> signaturePrefix,
        boolean testing) {

    public DkimOutcome outcome() {
        return reason.outcome();
    }

    /** May {@link #domain} be taken as having signed this message? Only then it counts for DMARC. */
    public boolean passed() {
        return reason == DkimReason.VERIFIED;
    }
}
