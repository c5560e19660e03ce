package dev.postrider.sasl;

/** Logins and passwords as they are. */
final class PlainMessage {
    private PlainMessage() {}

    /** {@code message = [authzid] UTF8NUL authcid UTF8NUL passwd}, RFC 4616 s2. To act as somebody else is not possible here. */
    static SaslStep read(String message) {
        String[] parts = message.split("\0", -1);
        if (parts.length != 3 || parts[1].isEmpty()) {
            return new SaslStep.Failed(SaslFailure.MALFORMED);
        }
        return parts[0].isEmpty() || parts[0].equals(parts[1])
                ? ask(parts[1], parts[2])
                : new SaslStep.Failed(SaslFailure.INVALID);
    }

    /** Neither may be empty: an empty password must never reach a directory that takes it for anonymous. */
    static SaslStep ask(String login, String password) {
        return login.isEmpty() || password.isEmpty()
                ? new SaslStep.Failed(SaslFailure.INVALID)
                : new SaslStep.Inquire(new SaslInquiry.Password(login, password));
    }
}
