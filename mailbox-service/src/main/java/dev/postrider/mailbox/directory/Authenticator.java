package dev.postrider.mailbox.directory;

import dev.postrider.mail.Address;
import dev.postrider.mailbox.directory.port.DirectoryReader;
import dev.postrider.mailbox.directory.port.LoginThrottle;
import dev.postrider.mailbox.directory.port.Passwords;
import dev.postrider.mailbox.directory.port.VerifiedLogins;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Checks a login and a password.
 *
 * <p>An attempt takes one of the failures that its client and its login are allowed before anything is checked, and gives it back if
 * it was not a failure: so parallel guesses cannot exceed the limit. Equal attempts under way share one check. A login that does not
 * exist goes through the same steps as one that does, a full hash included. The row of the account is read for every attempt, and what
 * is remembered of a successful one is bound to the stored hash: a changed password or a disabled account counts from the next attempt
 * on, in every process.
 */
public final class Authenticator {
    private static final int MAX_LOGIN_CHARS = 320;

    private final DirectoryReader reader;
    private final Passwords passwords;
    private final LoginThrottle throttle;
    private final VerifiedLogins verified;
    private final Map<VerifiedLogins.Fingerprint, Future<LoginOutcome>> underWay = new ConcurrentHashMap<>();

    public Authenticator(DirectoryReader reader, Passwords passwords, LoginThrottle throttle, VerifiedLogins verified) {
        this.reader = reader;
        this.passwords = passwords;
        this.throttle = throttle;
        this.verified = verified;
    }

    /** A failed future means that the directory cannot be read now; nothing else fails it. */
    public Future<LoginOutcome> authenticate(String login, String password, String clientIp) {
        Optional<Address> address = Address.parse(login).map(Address::canonical);
        String name = address.map(Address::toString).orElseGet(() -> bounded(login));
        String prepared = prepare(password);
        VerifiedLogins.Fingerprint attempt = verified.fingerprint("attempt", name, prepared);
        Promise<LoginOutcome> promise = Promise.promise();
        Future<LoginOutcome> earlier = underWay.putIfAbsent(attempt, promise.future());
        if (earlier != null) {
            return earlier;
        }
        // Removed before it completes: whoever sees the outcome and asks again gets a check of its own.
        check(address, name, prepared, clientIp)
                .onComplete(outcome -> underWay.remove(attempt))
                .onComplete(promise);
        return promise.future();
    }

    /** RFC 8265 s4.2 in short: one form for what looks the same; no case folding, no trimming. */
    public static String prepare(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFC);
    }

    private static String bounded(String login) {
        String lower = login.toLowerCase(Locale.ROOT);
        return lower.length() > MAX_LOGIN_CHARS ? lower.substring(0, MAX_LOGIN_CHARS) : lower;
    }

    private Future<LoginOutcome> check(Optional<Address> address, String name, String password, String clientIp) {
        if (!throttle.take(name, clientIp)) {
            return Future.succeededFuture(new LoginOutcome.Throttled());
        }
        return address.map(reader::credential)
                .orElseGet(() -> Future.succeededFuture(Optional.empty()))
                .compose(credential -> compare(credential, password))
                .onComplete(outcome -> {
                    if (outcome.failed() || !(outcome.result() instanceof LoginOutcome.Invalid)) {
                        throttle.giveBack(name, clientIp);
                    }
                    if (outcome.succeeded() && outcome.result() instanceof LoginOutcome.Accepted) {
                        throttle.trust(name, clientIp);
                    }
                });
    }

    private Future<LoginOutcome> compare(Optional<Credential> found, String password) {
        // Beyond the limit nothing is hashed as given, but a hash is still made: the answer takes as long.
        boolean possible = password.getBytes(StandardCharsets.UTF_8).length <= Passwords.MAX_OCTETS;
        String hash = possible ? found.map(Credential::passwordHash).orElse("") : "";
        Optional<VerifiedLogins.Fingerprint> known = found.filter(credential -> possible)
                .map(credential -> verified.fingerprint(
                        Long.toString(credential.accountId()), credential.passwordHash(), password));
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

    private static LoginOutcome accept(Optional<Credential> found) {
        return found.<LoginOutcome>map(credential -> credential.enabled()
                        ? new LoginOutcome.Accepted(credential.accountId(), credential.login())
                        : new LoginOutcome.Disabled())
                .orElseGet(LoginOutcome.Invalid::new);
    }

    /** The parameters of the hash were changed since it was made: now is the only time when the password is at hand. */
    private void renew(Credential credential, String password) {
        if (passwords.isOutdated(credential.passwordHash())) {
            // Best effort: whatever fails here is tried again at the next login.
            passwords
                    .hash(password)
                    .compose(hash -> reader.replaceHash(credential.accountId(), credential.passwordHash(), hash));
        }
    }
}
