package dev.postrider.mailauth.dkim;

import dev.postrider.mail.header.HeaderBlock;
import dev.postrider.mail.header.HeaderField;
import dev.postrider.mailauth.dns.Dns;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The DKIM signatures of one message, in two phases. When the header is complete, {@link #open} reads the signatures and asks for
 * the hashes of the body that they need; the body is then fed to {@link BodyHashes}; when that is finished, {@link #verify} asks DNS
 * for the keys and judges.
 *
 * <pre>{@code
 * BodyHashes body = new BodyHashes();
 * DkimVerification dkim = DkimVerification.open(header, body, DkimVerification.MAX_SIGNATURES);
 * body.update(chunk, 0, chunk.length);   // each chunk, on any thread, one after the other
 * body.finish();
 * DkimReport report = dkim.verify(dns, now);   // on a virtual thread: DNS blocks
 * }</pre>
 *
 * <p>The octets behind the header block must stay as they are until then.
 */
public final class DkimVerification {
    /** How many signatures of a message are evaluated, unless told otherwise; real mail has four at most. */
    public static final int MAX_SIGNATURES = 8;

    private sealed interface Candidate {
        SignatureClaims claims();
    }

    private record Whole(SignatureClaims claims, MessageSignatureCheck check) implements Candidate {}

    private record Spoilt(SignatureClaims claims, DkimReason reason) implements Candidate {}

    private final List<Candidate> candidates;
    private final int notEvaluated;

    private DkimVerification(List<Candidate> candidates, int notEvaluated) {
        this.candidates = candidates;
        this.notEvaluated = notEvaluated;
    }

    /**
     * Reads the signatures of a header from its top, as many as are allowed, and opens the hashes they need.
     *
     * @param body fresh: nothing was fed to it yet
     * @param maxSignatures how many are evaluated; further ones are counted
     */
    public static DkimVerification open(HeaderBlock header, BodyHashes body, int maxSignatures) {
        SignedHeader signedHeader = new SignedHeader(header);
        List<HeaderField> fields = signedHeader.all("dkim-signature");
        List<HeaderField> evaluated = fields.subList(0, Math.min(fields.size(), maxSignatures));
        List<Candidate> candidates = new ArrayList<>();
        for (HeaderField field : evaluated) {
            candidates.add(candidate(field, signedHeader, body));
        }
        return new DkimVerification(candidates, fields.size() - evaluated.size());
    }

    private static Candidate candidate(HeaderField field, SignedHeader header, BodyHashes body) {
        return switch (SignatureFields.tags(field)) {
            case Checked.Bad<TagList>(DkimReason reason) -> new Spoilt(SignatureClaims.NONE, reason);
            case Checked.Good<TagList>(TagList tags) -> {
                SignatureClaims claims = SignatureClaims.of(tags);
                yield switch (SignatureFields.dkim(field, tags)) {
                    case Checked.Bad<MessageSignature>(DkimReason reason) -> new Spoilt(claims, reason);
                    case Checked.Good<MessageSignature>(MessageSignature signature) ->
                        new Whole(claims, new MessageSignatureCheck(header, body, signature));
                };
            }
        };
    }

    /**
     * Judges each signature. Blocks while DNS answers, at most once for each.
     *
     * @param nowEpochSeconds the time at which the message came, seconds since 1970
     * @throws IllegalStateException if the body is not finished
     */
    public DkimReport verify(Dns dns, long nowEpochSeconds) {
        if (candidates.isEmpty()) {
            DkimReason reason = notEvaluated > 0 ? DkimReason.NOT_EVALUATED : DkimReason.NOT_SIGNED;
            return new DkimReport(List.of(result(SignatureClaims.NONE, Optional.empty(), reason, false)), notEvaluated);
        }
        SignatureKeys keys = new SignatureKeys(dns);
        int prefix = SignatureClaims.tellingPrefix(
                candidates.stream().map(Candidate::claims).toList());
        List<DkimResult> results = new ArrayList<>();
        for (Candidate candidate : candidates) {
            Optional<String> signature = candidate.claims().signaturePrefix(prefix);
            results.add(
                    switch (candidate) {
                        case Spoilt(SignatureClaims claims, DkimReason reason) ->
                            result(claims, signature, reason, false);
                        case Whole(SignatureClaims claims, MessageSignatureCheck check) -> {
                            SignatureKeys.Verdict verdict = check.verify(keys, nowEpochSeconds);
                            yield result(claims, signature, verdict.reason(), verdict.testing());
                        }
                    });
        }
        return new DkimReport(results, notEvaluated);
    }

    private static DkimResult result(
            SignatureClaims claims, Optional<String> signaturePrefix, DkimReason reason, boolean testing) {
        return new DkimResult(
                reason,
                claims.domain(),
                claims.identity(),
                claims.selector(),
                claims.algorithm(),
                signaturePrefix,
                testing);
    }
}
