package dev.postrider.mailbox.directory.adapter;

import static dev.postrider.mailbox.directory.DirectorySystem.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.mailbox.directory.DirectorySettings;
import dev.postrider.mailbox.directory.port.Passwords;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class Argon2PasswordsTest {
    /** From the test suite of the reference implementation (phc-winner-argon2, test.c). */
    private static final String KNOWN =
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

    private final Vertx vertx = Vertx.vertx();
    private final Argon2Passwords passwords = new Argon2Passwords(vertx, new DirectorySettings.Argon2(64, 1, 1), 1, 4);

    @AfterAll
    void stop() {
        passwords.close();
        await(vertx.close());
    }

    @Test
    void agreesWithTheReference() {
        assertTrue(await(passwords.verify("password", KNOWN)));
        assertFalse(await(passwords.verify("Password", KNOWN)));
        assertTrue(passwords.isOutdated(KNOWN));
    }

    @Test
    void hashesWithANewSaltEachTime() {
        String first = await(passwords.hash("häßlich"));
        String second = await(passwords.hash("häßlich"));
        assertNotEquals(first, second);
        assertTrue(first.startsWith("$argon2id$v=19$m=64,t=1,p=1$"), first);
        assertTrue(await(passwords.verify("häßlich", first)));
        assertFalse(await(passwords.verify("haesslich", first)));
        assertFalse(passwords.isOutdated(first));
    }

    @Test
    void whatIsNoHashFitsNothing() {
        for (String hash : List.of(
                "",
                "plain",
                "$argon2id$",
                "$2b$12$abcdefghijklmnopqrstuv",
                "$argon2id$v=19$m=64,t=1,p=1$c2FsdA$",
                "$argon2id$v=19$m=x,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc")) {
            assertFalse(await(passwords.verify("", hash)), hash);
            assertFalse(await(passwords.verify("nobody has this password", hash)), hash);
        }
    }

    @Test
    void refusesWhatExceedsTheQueue() {
        Argon2Passwords slow = new Argon2Passwords(vertx, new DirectorySettings.Argon2(16_384, 2, 1), 1, 2);
        List<Future<String>> hashes =
                IntStream.range(0, 20).mapToObj(i -> slow.hash("p" + i)).toList();
        await(Future.join(hashes).otherwiseEmpty());
        long refused = hashes.stream()
                .filter(hash -> hash.failed() && hash.cause() instanceof Passwords.OverloadedException)
                .count();
        assertTrue(refused >= 10 && refused <= 17, refused + " refused");
        assertEquals(20 - refused, hashes.stream().filter(Future::succeeded).count());
        slow.close();
        assertTrue(slow.hash("late").cause() instanceof Passwords.OverloadedException);
    }
}
