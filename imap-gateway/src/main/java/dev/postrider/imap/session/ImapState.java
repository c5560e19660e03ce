package dev.postrider.imap.session;

/**
 * All that a session knows. Its parts are machines of their own: encryption (off, then on), login (anonymous, then a user), selection, and the phase.
 *
 * @param loginFailures so far; so {@code errors}
 * @param draining whether the session is to end at the next command boundary
 */
public record ImapState(
        Peer peer,
        boolean encrypted,
        Login login,
        Selection selection,
        Phase phase,
        int loginFailures,
        int errors,
        boolean draining) {
    /** A connection has just opened. */
    public static ImapState opened(Peer peer, boolean encrypted) {
        return new ImapState(
                peer, encrypted, new Login.Anonymous(), new Selection.None(), new Phase.AwaitingCommand(), 0, 0, false);
    }

    public boolean isAuthenticated() {
        return login instanceof Login.User;
    }

    public ImapState in(Phase next) {
        return new ImapState(peer, encrypted, login, selection, next, loginFailures, errors, draining);
    }

    public ImapState ready() {
        return in(new Phase.AwaitingCommand());
    }

    public ImapState with(Selection other) {
        return new ImapState(peer, encrypted, login, other, phase, loginFailures, errors, draining);
    }

    ImapState encryptedNow() {
        return new ImapState(peer, true, login, selection, phase, loginFailures, errors, draining);
    }

    public ImapState loggedIn(Login.User user) {
        return new ImapState(peer, encrypted, user, selection, phase, 0, 0, draining);
    }

    public ImapState afterLoginFailure() {
        return new ImapState(peer, encrypted, login, selection, phase, loginFailures + 1, errors, draining);
    }

    ImapState afterError() {
        return new ImapState(peer, encrypted, login, selection, phase, loginFailures, errors + 1, draining);
    }

    ImapState drainingNow() {
        return new ImapState(peer, encrypted, login, selection, phase, loginFailures, errors, true);
    }
}
