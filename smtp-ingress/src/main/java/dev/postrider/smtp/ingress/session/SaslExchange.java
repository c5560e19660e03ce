package dev.postrider.smtp.ingress.session;

/** How far an AUTH exchange has come. */
public sealed interface SaslExchange {
    /** PLAIN (RFC 4616): its one message is to come. */
    record Plain() implements SaslExchange {}

    /** LOGIN: the user name is to come. */
    record LoginName() implements SaslExchange {}

    /** LOGIN: the password is to come. */
    record LoginPassword(String login) implements SaslExchange {}
}
