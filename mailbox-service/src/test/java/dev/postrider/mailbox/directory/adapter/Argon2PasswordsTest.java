package dev.postrider.mailbox.directory.adapter;

import static dev.postrider.mailbox.directory.DirectorySystem.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.mailbox.directory.DirectorySettings;
import dev.postrider.mailbox.directory.StoredPassword;
import dev.postrider.mailbox.directory.port.Passwords;
import dev.postrider.testkit.TestVertx;
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

    private final Vertx vertx = TestVertx.start();
    private final Argon2Passwords passwords = new Argon2Passwords(
            vertx, new DirectorySettings.Argon2(64, 1, 1), new DirectorySettings.Scram(true, 4096), 1, 4);

    @AfterAll
    void stop() {
        passwords.close();
        await(vertx.close());
    }

    @Test
    void agreesWithTheReference() {
        assertTrue(await(passwords.verify("password", KNOWN)));
        assertFalse(await(passwords.verify("Password", KNOWN)));
        assertTrue(passwords.isOutdated(new StoredPassword(KNOWN, ""), "password"));
    }

    @Test
    void hashesWithANewSaltEachTime() {
        StoredPassword stored = await(passwords.keep("häßlich"));
        String first = stored.hash();
        StoredPassword second = await(passwords.keep("häßlich"));
        assertNotEquals(first, second.hash());
        assertNotEquals(stored.scramVerifier(), second.scramVerifier());
        assertTrue(first.startsWith("$argon2id$v=19$m=64,t=1,p=1$"), first);
        assertTrue(await(passwords.verify("häßlich", first)));
        assertFalse(await(passwords.verify("haesslich", first)));
        assertFalse(passwords.isOutdated(stored, "häßlich"));
    }

    @Test
    void whatScramNeedsIsMadeBesideTheHashAndMissedWhereItLacks() {
        StoredPassword stored = await(passwords.keep("pencil"));
        assertTrue(stored.scramVerifier().startsWith("SCRAM-SHA-256$4096:"), stored.scramVerifier());
        assertTrue(passwords.isOutdated(new StoredPassword(stored.hash(), ""), "pencil"));
        assertTrue(passwords.isOutdated(
                new StoredPassword(stored.hash(), stored.scramVerifier().replace("4096", "8192")), "pencil"));
        StoredPassword prohibited = await(passwords.keep("bell\u0007"));
        assertEquals("", prohibited.scramVerifier(), "RFC 4013 does not allow it");
        assertFalse(passwords.isOutdated(prohibited, "bell\u0007"), "nothing better can be made of it");
    }

    @Test
    void whereVerifiersAreNotWantedTheyGo() {
        try (Argon2Passwords without = new Argon2Passwords(
                vertx, new DirectorySettings.Argon2(64, 1, 1), new DirectorySettings.Scram(false, 4096), 1, 4)) {
            StoredPassword stored = await(without.keep("pencil"));
            assertEquals("", stored.scramVerifier());
            assertFalse(without.isOutdated(stored, "pencil"));
            assertTrue(without.isOutdated(await(passwords.keep("pencil")), "pencil"));
        }
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
        Argon2Passwords slow = new Argon2Passwords(
                vertx, new DirectorySettings.Argon2(16_384, 2, 1), new DirectorySettings.Scram(false, 4096), 1, 2);
        List<Future<StoredPassword>> hashes =
                IntStream.range(0, 20).mapToObj(i -> slow.keep("p" + i)).toList();
        await(Future.join(hashes).otherwiseEmpty());
        long refused = hashes.stream()
                .filter(hash -> hash.failed() && hash.cause() instanceof Passwords.OverloadedException)
                .count();
        assertTrue(refused >= 10 && refused <= 17, refused + " refused");
        assertEquals(20 - refused, hashes.stream().filter(Future::succeeded).count());
        slow.close();
        assertTrue(slow.keep("late").cause() instanceof Passwords.OverloadedException);
    }
}
