package dev.postrider.mailbox.directory;

import dev.postrider.mailbox.directory.policy.AppPasswordText;
import dev.postrider.mailbox.directory.port.DirectoryReader;
import dev.postrider.mailbox.directory.port.Passwords;
import dev.postrider.mailbox.directory.port.VerifiedLogins;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Checks a login and a password: the account's own, or one of its app passwords.
 *
 * <p>Equal attempts under way share one check. A login that does not exist goes through the same steps as one that does, a full hash
 * included. The row of the account is read for every attempt, and what is remembered of a successful one is bound to the stored hash: a
 * changed password or a disabled account counts from the next attempt on, in every process.
 */
public final class Authenticator {
    private final DirectoryReader reader;
    private final Passwords passwords;
    private final ThrottledChecks checks;
    private final VerifiedLogins verified;
    private final Map<VerifiedLogins.Fingerprint, Future<LoginOutcome>> underWay = new ConcurrentHashMap<>();

    Authenticator(DirectoryReader reader, Passwords passwords, ThrottledChecks checks, VerifiedLogins verified) {
        this.reader = reader;
        this.passwords = passwords;
        this.checks = checks;
        this.verified = verified;
    }

    /** A failed future means that the directory cannot be read now; nothing else fails it. */
    public Future<LoginOutcome> authenticate(String login, String password, LoginSource source) {
        LoginName name = LoginName.of(login);
        String prepared = prepare(password);
        String attempted = source.protocol().map(MailProtocol::label).orElse("") + " " + name.text();
        VerifiedLogins.Fingerprint attempt = verified.fingerprint("attempt", attempted, prepared);
        Promise<LoginOutcome> promise = Promise.promise();
        Future<LoginOutcome> earlier = underWay.putIfAbsent(attempt, promise.future());
        if (earlier != null) {
            return earlier;
        }
        // Removed before it completes: whoever sees the outcome and asks again gets a check of its own.
        check(name, prepared, source)
                .onComplete(outcome -> underWay.remove(attempt))
                .onComplete(promise);
        return promise.future();
    }

    /** RFC 8265 s4.2 in short: one form for what looks the same; no case folding, no trimming. */
    public static String prepare(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFC);
    }

    private Future<LoginOutcome> check(LoginName name, String password, LoginSource source) {
        return checks.run(
                name.text(),
                source.clientIp(),
                new LoginOutcome.Throttled(),
                outcome -> outcome,
                () -> name.address()
                        .map(address -> reader.credential(address, AppPasswordText.digest(password)))
                        .orElseGet(() -> Future.succeededFuture(Optional.empty()))
                        .compose(credential -> compare(credential, password, source)));
    }

    private Future<LoginOutcome> compare(Optional<Credential> found, String password, LoginSource source) {
        Optional<Credential> opened = found.filter(credential -> opens(credential, source));
        if (opened.isPresent()) {
            return Future.succeededFuture(byAppPassword(opened.get()));
        }
        // Beyond the limit nothing is hashed as given, but a hash is still made: the answer takes as long.
        boolean possible = password.getBytes(StandardCharsets.UTF_8).length <= Passwords.MAX_OCTETS;
        String hash =
                possible ? found.map(credential -> credential.password().hash()).orElse("") : "";
        Optional<VerifiedLogins.Fingerprint> known = found.filter(credential -> possible)
                .map(credential -> verified.fingerprint(
                        Long.toString(credential.accountId()),
                        credential.password().hash(),
                        password));
        if (known.isPresent() && verified.contains(known.get())) {
            return Future.succeededFuture(accept(found));
        }
        return passwords
                .verify(possible ? password : "", hash)
                .map(right -> {
                    if (!right || known.isEmpty()) {
                        return new LoginOutcome.Invalid();
                    }
                    verified.add(known.get());
                    found.ifPresent(credential -> renew(credential, password));
                    return accept(found);
                })
                .recover(failure -> failure instanceof Passwords.OverloadedException
                        ? Future.succeededFuture(new LoginOutcome.Throttled())
                        : Future.failedFuture(failure));
    }

    private static boolean opens(Credential credential, LoginSource source) {
        return credential
                .appPassword()
                .flatMap(app -> source.protocol().filter(app.scopes()::contains))
                .isPresent();
    }

    private LoginOutcome byAppPassword(Credential credential) {
        // Best effort: when it was used last is for people to look at.
        credential.appPassword().ifPresent(app -> reader.appPasswordUsed(credential.accountId(), app.id()));
        return accept(Optional.of(credential));
    }

    /** What is to be said to somebody who has proved to be this, if it is somebody. */
    static LoginOutcome accept(Optional<Credential> found) {
        return found.<LoginOutcome>map(credential -> credential.enabled()
                        ? new LoginOutcome.Accepted(credential.accountId(), credential.login())
                        : new LoginOutcome.Disabled())
                .orElseGet(LoginOutcome.Invalid::new);
    }

    /** What is kept is not what would be kept today: now is the only time when the password is at hand. */
    private void renew(Credential credential, String password) {
        if (passwords.isOutdated(credential.password(), password)) {
            // Best effort: whatever fails here is tried again at the next login.
            passwords
                    .keep(password)
                    .compose(made -> reader.replacePassword(
                            credential.accountId(), credential.password().hash(), made));
        }
    }
}
