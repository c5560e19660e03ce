package dev.postrider.smtp.ingress.adapter.pipeline;

import dev.postrider.mail.header.HeaderBlock;
import dev.postrider.mailauth.arc.ArcVerification;
import dev.postrider.mailauth.dkim.BodyHashes;
import dev.postrider.mailauth.dkim.DkimVerification;
import dev.postrider.smtp.ingress.policy.pipeline.PolicyStep;
import java.util.List;
import java.util.Optional;

/** The signatures of one message, and the hashes of its body, which are taken while it passes by. */
final class Signatures {
    private final BodyHashes hashes = new BodyHashes();
    private final Optional<DkimVerification> dkim;
    private final Optional<ArcVerification> arc;

    /** @param header its octets must stay as they are */
    Signatures(HeaderBlock header, List<PolicyStep> steps) {
        this.dkim = steps.contains(PolicyStep.DKIM)
                ? Optional.of(DkimVerification.open(header, hashes, DkimVerification.MAX_SIGNATURES))
                : Optional.empty();
        this.arc =
                steps.contains(PolicyStep.ARC) ? Optional.of(ArcVerification.open(header, hashes)) : Optional.empty();
    }

    void update(byte[] octets, int from, int to) {
        if (hashes.wanted()) {
            hashes.update(octets, from, to);
        }
    }

    void finish() {
        hashes.finish();
    }

    /** Present if DKIM was asked for. */
    Optional<DkimVerification> dkim() {
        return dkim;
    }

    /** Present if ARC was asked for. */
    Optional<ArcVerification> arc() {
        return arc;
    }
}
