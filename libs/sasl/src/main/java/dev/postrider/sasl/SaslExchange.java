package dev.postrider.sasl;

/** An exchange in which the client speaks next. */
public sealed interface SaslExchange {
    /** PLAIN: its one message is to come. */
    record Plain() implements SaslExchange {}

    /** LOGIN: the user name is to come. */
    record LoginName() implements SaslExchange {}

    /** LOGIN: the password is to come. */
    record LoginPassword(String login) implements SaslExchange {}

    /** SCRAM: client-first-message is to come. */
    record ScramFirst(boolean plus, SaslTerms terms) implements SaslExchange {}

    /**
     * SCRAM: client-final-message is to come.
     *
     * @param bindingBase64 what {@code c=} must be
     * @param nonce the client's and the server's
     */
    record ScramFinal(String login, String clientFirstBare, String serverFirst, String bindingBase64, String nonce)
            implements SaslExchange {}

    /** SCRAM: the client has proved itself, has been told our signature, and is to answer with nothing. */
    record ScramProved(long accountId, String login) implements SaslExchange {}

    /** OAUTHBEARER or XOAUTH2: its one message is to come. */
    record Token(SaslMechanism mechanism, SaslTerms terms) implements SaslExchange {}

    /** The token is refused, the client has been told why, and answers with something that says nothing, RFC 7628 s3.2.3. */
    record TokenRefused() implements SaslExchange {}
}
