package dev.postrider.mailbox.directory;

import dev.postrider.mail.Address;
import dev.postrider.mailbox.directory.port.DirectoryReader;
import dev.postrider.mailbox.directory.port.Tokens;
import io.vertx.core.Future;
import java.util.Optional;

/** Logins with an access token, RFC 7628: the token says whose it is, and that must be an account here, and the one that is asked for. */
public final class TokenAuthenticator {
    private final DirectoryReader reader;
    private final Tokens tokens;
    private final ThrottledChecks checks;

    TokenAuthenticator(DirectoryReader reader, Tokens tokens, ThrottledChecks checks) {
        this.reader = reader;
        this.tokens = tokens;
        this.checks = checks;
    }

    /**
     * A failed future means that the directory, or an issuer's keys, cannot be read now.
     *
     * @param login as whom to log in; empty: as whom the token says
     */
    public Future<LoginOutcome> authenticate(String login, String token, LoginSource source) {
        Optional<LoginName> asked = login.isEmpty() ? Optional.empty() : Optional.of(LoginName.of(login));
        // A token without a name counts against its sender alone: no address has a space in it.
        String counted = asked.map(LoginName::text).orElseGet(() -> "token of " + source.clientIp());
        return checks.run(
                counted,
                source.clientIp(),
                new LoginOutcome.Throttled(),
                outcome -> outcome,
                () -> tokens.loginOf(token)
                        .compose(owner -> owner.map(Address::canonical)
                                .filter(address -> asked.map(
                                                name -> name.address().equals(Optional.of(address)))
                                        .orElse(true))
                                .map(address -> reader.credential(address, Optional.empty())
                                        .map(Authenticator::accept))
                                .orElseGet(() -> Future.succeededFuture(new LoginOutcome.Invalid()))));
    }
}
