package dev.postrider.mailauth.dkim;

import java.util.OptionalLong;

/**
 * One message signature on its way: opened before the body, judged after it. DKIM-Signature and ARC-Message-Signature are the same
 * in this.
 */
public final class MessageSignatureCheck {
    private final SignedHeader header;
    private final BodyHashes body;
    private final MessageSignature signature;
    private final BodyHash bodyHash;

    public MessageSignatureCheck(SignedHeader header, BodyHashes body, MessageSignature signature) {
        this.header = header;
        this.body = body;
        this.signature = signature;
        this.bodyHash = body.open(signature.bodyForm(), signature.bodyLength().orElse(Long.MAX_VALUE));
    }

    /**
     * Judges the signature. What needs no key is looked at first, so that a message that was changed costs no question to DNS.
     *
     * @throws IllegalStateException if the body is not finished
     */
    public SignatureKeys.Verdict verify(SignatureKeys keys, long nowEpochSeconds) {
        if (!body.finished()) {
            throw new IllegalStateException("the body is not finished");
        }
        if (signature.expiry().isPresent() && signature.expiry().getAsLong() < nowEpochSeconds) {
            return new SignatureKeys.Verdict(DkimReason.EXPIRED, false);
        }
        OptionalLong signedLength = signature.bodyLength();
        if (signedLength.isPresent() && signedLength.getAsLong() > bodyHash.length()) {
            return new SignatureKeys.Verdict(DkimReason.BODY_SHORTER_THAN_SIGNED, false);
        }
        if (!bodyHash.is(signature.bodyHash())) {
            return new SignatureKeys.Verdict(DkimReason.BODY_HASH_MISMATCH, false);
        }
        SignatureKeys.Verdict verdict = keys.check(signature, header.signedBy(signature));
        boolean partly = signedLength.isPresent() && signedLength.getAsLong() < bodyHash.length();
        return verdict.reason() == DkimReason.VERIFIED && partly
                ? new SignatureKeys.Verdict(DkimReason.BODY_PARTLY_SIGNED, verdict.testing())
                : verdict;
    }
}
