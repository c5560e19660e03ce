package dev.postrider.sasl;

/** What the directory says to a {@link SaslInquiry}. */
public sealed interface SaslAnswer {
    /** It is right. {@code login} is canonical. */
    record Accepted(long accountId, String login) implements SaslAnswer {}

    /** The proof is right, and this is the server's own. */
    record ProofAccepted(long accountId, String login, String serverSignatureBase64) implements SaslAnswer {}

    /**
     * With what a proof is to be made. The same for a login that does not exist.
     *
     * @param serverNonce printable, without a comma, new each time
     */
    record Parameters(String saltBase64, int iterations, String serverNonce) implements SaslAnswer {}

    /** No. */
    record Refused(SaslFailure failure) implements SaslAnswer {}
}
