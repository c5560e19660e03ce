package dev.postrider.sasl;

/** What comes next in an exchange. */
public sealed interface SaslStep {
    /** Send this, and wait for the client's response. */
    record Challenge(String text, SaslExchange exchange) implements SaslStep {}

    /** Ask the directory. */
    record Inquire(SaslInquiry inquiry) implements SaslStep {}

    /** The client is who it says. {@code login} is canonical. */
    record Passed(long accountId, String login) implements SaslStep {}

    /** It is not, or nobody knows. */
    record Failed(SaslFailure failure) implements SaslStep {}
}
