package dev.postrider.mailbox.directory;

import dev.postrider.mailbox.directory.port.DirectoryReader;
import dev.postrider.mailbox.directory.port.LoginThrottle;
import dev.postrider.mailbox.directory.port.Passwords;
import dev.postrider.mailbox.directory.port.Tokens;
import dev.postrider.mailbox.directory.port.VerifiedLogins;

/** The ways to log in. All count their failures together. */
public record Logins(Authenticator passwords, ScramAuthenticator scram, TokenAuthenticator tokens) {
    /** @param scramIterations of new verifiers */
    public static Logins create(
            DirectoryReader reader,
            Passwords passwords,
            Tokens tokens,
            LoginThrottle throttle,
            VerifiedLogins verified,
            int scramIterations) {
        ThrottledChecks checks = new ThrottledChecks(throttle);
        return new Logins(
                new Authenticator(reader, passwords, checks, verified),
                new ScramAuthenticator(reader, checks, scramIterations),
                new TokenAuthenticator(reader, tokens, checks));
    }
}
