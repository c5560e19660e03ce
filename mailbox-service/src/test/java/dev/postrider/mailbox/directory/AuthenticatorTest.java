package dev.postrider.mailbox.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.postrider.mail.Address;
import dev.postrider.mailbox.directory.adapter.CaffeineLoginThrottle;
import dev.postrider.mailbox.directory.adapter.CaffeineVerifiedLogins;
import dev.postrider.mailbox.directory.port.DirectoryReader;
import dev.postrider.mailbox.directory.port.Passwords;
import dev.postrider.mailbox.directory.port.Tokens;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class AuthenticatorTest {
    private static final LoginOutcome INVALID = new LoginOutcome.Invalid();
    private static final LoginOutcome THROTTLED = new LoginOutcome.Throttled();
    private static final LoginOutcome ALICE = new LoginOutcome.Accepted(1, "alice@example.org");
    private static final String CLIENT = "192.0.2.1";
    private static final String APP_PASSWORD = "abcd-efgh-ijkl-mnop-qrst-uvwx-yz23";

    private final Rows rows = new Rows();
    private final PlainPasswords passwords = new PlainPasswords();
    private long nanos;
    private final Authenticator authenticator = Logins.create(
                    rows,
                    passwords,
                    Tokens.NONE,
                    new CaffeineLoginThrottle(
                            new DirectorySettings.Throttle(3, 6, 9, Duration.ofMinutes(15), 1_000), () -> nanos),
                    new CaffeineVerifiedLogins(Duration.ofMinutes(5), 100, ticker()),
                    4096)
            .passwords();

    private Ticker ticker() {
        return () -> nanos;
    }

    AuthenticatorTest() {
        rows.set("alice@example.org", credential(1, "alice@example.org", "new:secret", true));
    }

    @Test
    void aRightPasswordIsHashedOnceInFiveMinutes() {
        assertEquals(ALICE, login("Alice@Example.ORG", "secret"));
        assertEquals(ALICE, login("alice@example.org", "secret"));
        assertEquals(1, passwords.verified.size());
        nanos += Duration.ofMinutes(6).toNanos();
        assertEquals(ALICE, login("alice@example.org", "secret"));
        assertEquals(2, passwords.verified.size());
    }

    @Test
    void whatIsRememberedDiesWithThePassword() {
        assertEquals(ALICE, login("alice@example.org", "secret"));
        rows.set("alice@example.org", credential(1, "alice@example.org", "new:changed", true));
        assertEquals(INVALID, login("alice@example.org", "secret"));
        assertEquals(ALICE, login("alice@example.org", "changed"));
    }

    @Test
    void whatIsRememberedOpensNoDisabledAccount() {
        assertEquals(ALICE, login("alice@example.org", "secret"));
        rows.set("alice@example.org", credential(1, "alice@example.org", "new:secret", false));
        assertEquals(new LoginOutcome.Disabled(), login("alice@example.org", "secret"));
        assertEquals(INVALID, login("alice@example.org", "guess"), "only who knows the password hears of it");
    }

    @Test
    void aWrongPasswordIsNeverRemembered() {
        assertEquals(INVALID, login("alice@example.org", "guess"));
        assertEquals(INVALID, login("alice@example.org", "guess"));
        assertEquals(2, passwords.verified.size());
    }

    @Test
    void aLoginThatDoesNotExistCostsTheSame() {
        assertEquals(INVALID, login("nobody@example.org", "secret"));
        assertEquals(INVALID, login("not an address", "secret"));
        assertEquals(List.of("", ""), passwords.verified, "a hash was made for each, of nothing");
        rows.set("mute@example.org", credential(2, "mute@example.org", "", true));
        assertEquals(INVALID, login("mute@example.org", ""));
        assertEquals(3, passwords.verified.size());
    }

    @Test
    void anEndlessPasswordCostsTheSameAndIsNotHashed() {
        assertEquals(INVALID, login("alice@example.org", "x".repeat(Passwords.MAX_OCTETS + 1)));
        assertEquals(List.of(""), passwords.verified);
        assertEquals(List.of(""), passwords.seen);
    }

    @Test
    void failuresAreLimitedWhetherTheLoginExistsOrNot() {
        for (String name : List.of("alice@example.org", "nobody@example.org")) {
            String client = name.startsWith("a") ? "198.51.100.1" : "198.51.100.2";
            for (int i = 0; i < 3; i++) {
                assertEquals(INVALID, login(name, "guess" + i, client));
            }
            assertEquals(THROTTLED, login(name, "guess", client));
            int hashes = passwords.verified.size();
            assertEquals(THROTTLED, login(name, "secret", client), "nothing is checked any more");
            assertEquals(hashes, passwords.verified.size());
        }
        nanos += Duration.ofMinutes(5).toNanos();
        assertEquals(ALICE, login("alice@example.org", "secret", "198.51.100.1"), "one is allowed again");
    }

    @Test
    void successesAreNotCounted() {
        for (int i = 0; i < 50; i++) {
            assertEquals(ALICE, login("alice@example.org", "secret"));
        }
    }

    @Test
    void parallelGuessesShareTheLimit() {
        passwords.held = Optional.of(new ArrayDeque<>());
        List<Future<LoginOutcome>> guesses = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            guesses.add(authenticator.authenticate("alice@example.org", "guess" + i, source(CLIENT)));
        }
        passwords.release();
        assertEquals(3, passwords.verified.size());
        assertEquals(
                7, guesses.stream().filter(g -> THROTTLED.equals(g.result())).count());
    }

    @Test
    void equalAttemptsShareOneCheck() {
        passwords.held = Optional.of(new ArrayDeque<>());
        List<Future<LoginOutcome>> attempts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            attempts.add(authenticator.authenticate("alice@example.org", "secret", source(CLIENT)));
        }
        passwords.release();
        assertEquals(1, passwords.verified.size());
        attempts.forEach(attempt -> assertEquals(ALICE, attempt.result()));
    }

    @Test
    void othersCannotLockOutWhoKnewThePassword() {
        assertEquals(ALICE, login("alice@example.org", "secret", "203.0.113.1"));
        for (int i = 0; i < 12; i++) {
            login("alice@example.org", "guess", "198.51.100." + i);
        }
        assertEquals(THROTTLED, login("alice@example.org", "secret", "198.51.100.99"), "a stranger");
        nanos += Duration.ofMinutes(6).toNanos() / 100;
        assertEquals(ALICE, login("alice@example.org", "secret", "203.0.113.1"));
    }

    @Test
    void oneClientCannotTryManyLogins() {
        for (int i = 0; i < 6; i++) {
            assertEquals(INVALID, login("user" + i + "@example.org", "guess"));
        }
        assertEquals(THROTTLED, login("user6@example.org", "guess"));
    }

    @Test
    void anOverloadedPoolIsNoFailureOfTheClient() {
        passwords.full = true;
        for (int i = 0; i < 10; i++) {
            assertEquals(THROTTLED, login("alice@example.org", "secret"));
        }
        passwords.full = false;
        assertEquals(ALICE, login("alice@example.org", "secret"));
    }

    @Test
    void anUnreadableDirectoryIsNoFailureOfTheClient() {
        IllegalStateException down = new IllegalStateException("down");
        rows.failure = Optional.of(down);
        for (int i = 0; i < 10; i++) {
            assertSame(
                    down,
                    authenticator
                            .authenticate("alice@example.org", "secret", source(CLIENT))
                            .cause());
        }
        rows.failure = Optional.empty();
        assertEquals(ALICE, login("alice@example.org", "secret"));
    }

    @Test
    void anOutdatedHashIsReplacedAfterASuccess() {
        rows.set("alice@example.org", credential(1, "alice@example.org", "old:secret", true));
        assertEquals(INVALID, login("alice@example.org", "guess"));
        assertTrue(rows.replaced.isEmpty());
        assertEquals(ALICE, login("alice@example.org", "secret"));
        assertEquals(List.of("1 old:secret -> new:secret"), rows.replaced);
    }

    @Test
    void passwordsHaveOneForm() {
        assertEquals(Authenticator.prepare("gr\u00fc\u00df"), Authenticator.prepare("gru\u0308\u00df"));
        assertFalse(Authenticator.prepare("A").equals(Authenticator.prepare("a")));
        assertEquals(" a ", Authenticator.prepare(" a "));
    }

    @Test
    void anAppPasswordOpensItsScopesAndCostsNoHash() {
        rows.set(
                "alice@example.org",
                new Credential(
                        1,
                        "alice@example.org",
                        new StoredPassword("new:secret", ""),
                        true,
                        Optional.of(new AppPassword(7, Set.of(MailProtocol.SMTP)))));
        LoginSource smtp = new LoginSource(CLIENT, Optional.of(MailProtocol.SMTP));
        assertEquals(
                ALICE,
                authenticator
                        .authenticate("alice@example.org", APP_PASSWORD, smtp)
                        .result());
        assertEquals(List.of(), passwords.verified);
        assertEquals(List.of("1/7"), rows.used);
        assertEquals(INVALID, login("alice@example.org", APP_PASSWORD), "IMAP is not among its scopes");
        LoginSource unknown = new LoginSource(CLIENT, Optional.empty());
        assertEquals(
                INVALID,
                authenticator
                        .authenticate("alice@example.org", APP_PASSWORD, unknown)
                        .result());
        assertEquals(2, passwords.verified.size(), "the refusals took as long as any");
    }

    @Test
    void onlyWhatLooksLikeAnAppPasswordIsLookedUp() {
        login("alice@example.org", "secret");
        assertEquals(List.of(""), rows.digests);
        login("alice@example.org", APP_PASSWORD);
        login("alice@example.org", APP_PASSWORD.replace("-", " "));
        assertEquals(rows.digests.get(1), rows.digests.get(2));
        assertEquals(64, rows.digests.get(1).length());
    }

    private static Credential credential(long id, String login, String hash, boolean enabled) {
        return new Credential(id, login, new StoredPassword(hash, ""), enabled, Optional.empty());
    }

    private static LoginSource source(String clientIp) {
        return new LoginSource(clientIp, Optional.of(MailProtocol.IMAP));
    }

    private LoginOutcome login(String name, String password) {
        return login(name, password, CLIENT);
    }

    private LoginOutcome login(String name, String password, String clientIp) {
        return authenticator.authenticate(name, password, source(clientIp)).result();
    }

    private static final class Rows implements DirectoryReader {
        private final Map<Address, Credential> credentials = new HashMap<>();
        private final List<String> replaced = new ArrayList<>();
        private final List<String> used = new ArrayList<>();
        private final List<String> digests = new ArrayList<>();
        private Optional<RuntimeException> failure = Optional.empty();

        void set(String login, Credential credential) {
            credentials.put(Address.parse(login).orElseThrow(), credential);
        }

        @Override
        public Future<DirectoryGraph> graph(Collection<Address> seeds, boolean barePostmaster) {
            throw new AssertionError("not asked for here");
        }

        @Override
        public Future<Optional<Credential>> credential(Address login, Optional<byte[]> appPasswordSha256) {
            digests.add(appPasswordSha256.map(HexFormat.of()::formatHex).orElse(""));
            return failure.<Future<Optional<Credential>>>map(Future::failedFuture)
                    .orElseGet(() -> Future.succeededFuture(Optional.ofNullable(credentials.get(login))));
        }

        @Override
        public Future<ScramCredential> scramCredential(Address login) {
            throw new AssertionError("not asked for here");
        }

        @Override
        public Future<Void> replacePassword(long accountId, String oldHash, StoredPassword made) {
            replaced.add(accountId + " " + oldHash + " -> " + made.hash());
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> appPasswordUsed(long accountId, long appPasswordId) {
            used.add(accountId + "/" + appPasswordId);
            return Future.succeededFuture();
        }
    }

    /** A hash is {@code new:} or {@code old:} and the password. */
    private static final class PlainPasswords implements Passwords {
        private final List<String> verified = new ArrayList<>();
        private final List<String> seen = new ArrayList<>();
        private Optional<ArrayDeque<Runnable>> held = Optional.empty();
        private boolean full;

        @Override
        public Future<StoredPassword> keep(String password) {
            return Future.succeededFuture(new StoredPassword("new:" + password, ""));
        }

        @Override
        public Future<Boolean> verify(String password, String hash) {
            if (full) {
                return Future.failedFuture(new OverloadedException());
            }
            verified.add(hash);
            seen.add(password);
            boolean right = !hash.isEmpty() && hash.substring("new:".length()).equals(password);
            Promise<Boolean> promise = Promise.promise();
            held.ifPresentOrElse(queue -> queue.add(() -> promise.complete(right)), () -> promise.complete(right));
            return promise.future();
        }

        void release() {
            ArrayDeque<Runnable> queue = held.orElseThrow();
            held = Optional.empty();
            queue.forEach(Runnable::run);
        }

        @Override
        public boolean isOutdated(StoredPassword stored, String password) {
            return stored.hash().startsWith("old:");
        }
    }
}
