package dev.postrider.smtp.ingress.session;

/**
 * What a session remembers: five small machines beside each other, and two counters.
 *
 * @param errors 5xx replies so far
 * @param messages accepted so far
 * @param draining whether the server wants to stop: the session ends as soon as no transaction is open
 */
public record SmtpState(
        Phase phase,
        Peer peer,
        Greeting greeting,
        Encryption encryption,
        Login login,
        Transaction transaction,
        int errors,
        int messages,
        boolean draining) {
    /** A session that has not been greeted. */
    public static SmtpState opened(Peer peer, Encryption encryption) {
        return new SmtpState(
                new Phase.Idle(),
                peer,
                new Greeting.None(),
                encryption,
                new Login.Anonymous(),
                new Transaction.None(),
                0,
                0,
                false);
    }

    public SmtpState in(Phase next) {
        return new SmtpState(next, peer, greeting, encryption, login, transaction, errors, messages, draining);
    }

    /** Back to waiting for a command. */
    public SmtpState idle() {
        return in(new Phase.Idle());
    }

    public SmtpState greeted(Greeting next) {
        return new SmtpState(phase, peer, next, encryption, login, transaction, errors, messages, draining);
    }

    public SmtpState loggedIn(Login next) {
        return new SmtpState(phase, peer, greeting, encryption, next, transaction, errors, messages, draining);
    }

    public SmtpState within(Transaction next) {
        return new SmtpState(phase, peer, greeting, encryption, login, next, errors, messages, draining);
    }

    public SmtpState withoutTransaction() {
        return transaction.isOpen() ? within(new Transaction.None()) : this;
    }

    /** RFC 3207 s4.2: the session starts anew; only what protects the server is kept. */
    public SmtpState encrypted(Encryption next) {
        return anew(peer, next);
    }

    /** As {@link #encrypted}, for another client. */
    public SmtpState introduced(Peer next) {
        return anew(next, encryption);
    }

    private SmtpState anew(Peer nextPeer, Encryption nextEncryption) {
        return new SmtpState(
                new Phase.Idle(),
                nextPeer,
                new Greeting.None(),
                nextEncryption,
                new Login.Anonymous(),
                new Transaction.None(),
                errors,
                messages,
                draining);
    }

    SmtpState withErrors(int next) {
        return new SmtpState(phase, peer, greeting, encryption, login, transaction, next, messages, draining);
    }

    public SmtpState withOneMoreMessage() {
        return new SmtpState(phase, peer, greeting, encryption, login, transaction, errors, messages + 1, draining);
    }

    SmtpState nowDraining() {
        return new SmtpState(phase, peer, greeting, encryption, login, transaction, errors, messages, true);
    }
}
