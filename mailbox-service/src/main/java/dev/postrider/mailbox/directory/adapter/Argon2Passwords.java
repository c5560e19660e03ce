package dev.postrider.mailbox.directory.adapter;

import com.password4j.Argon2Function;
import com.password4j.SaltGenerator;
import com.password4j.types.Argon2;
import dev.postrider.mailbox.directory.DirectorySettings;
import dev.postrider.mailbox.directory.StoredPassword;
import dev.postrider.mailbox.directory.port.Passwords;
import dev.postrider.sasl.SaslPrep;
import dev.postrider.sasl.ScramVerifier;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Argon2id, RFC 9106, and beside it what SCRAM needs, on a few threads of its own with a bounded queue: a flood of logins can neither take
 * all processors nor all memory.
 */
public final class Argon2Passwords implements Passwords, AutoCloseable {
    private static final int SALT_OCTETS = 16;
    private static final int HASH_OCTETS = 32;
    /** What password4j can read without an exception; anything else fits no password. */
    private static final Pattern READABLE = Pattern.compile(
            "\\$argon2(id|i|d)\\$v=\\d+\\$m=\\d+,t=\\d+,p=\\d+\\$[A-Za-z0-9+/]{11,}\\$[A-Za-z0-9+/]{16,}");

    private final Vertx vertx;
    private final Argon2Function current;
    private final String prefix;
    private final DirectorySettings.Scram scram;
    private final String dummyHash;
    private final ThreadPoolExecutor threads;

    public Argon2Passwords(
            Vertx vertx,
            DirectorySettings.Argon2 argon2,
            DirectorySettings.Scram scram,
            int hashThreads,
            int hashQueue) {
        this.vertx = vertx;
        this.scram = scram;
        this.current = Argon2Function.getInstance(
                argon2.memoryKib(),
                argon2.iterations(),
                argon2.parallelism(),
                HASH_OCTETS,
                Argon2.ID,
                Argon2Function.ARGON2_VERSION_13);
        this.prefix = "$argon2id$v=19$m=" + argon2.memoryKib() + ",t=" + argon2.iterations() + ",p="
                + argon2.parallelism() + "$";
        this.dummyHash = hashNow("nobody has this password");
        this.threads = new ThreadPoolExecutor(
                hashThreads,
                hashThreads,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(hashQueue),
                Thread.ofPlatform().daemon().name("argon2-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public Future<StoredPassword> keep(String password) {
        return submit(() -> new StoredPassword(hashNow(password), verifierNow(password)));
    }

    @Override
    public Future<Boolean> verify(String password, String hash) {
        boolean readable = READABLE.matcher(hash).matches();
        String compared = readable ? hash : dummyHash;
        return submit(() -> Argon2Function.getInstanceFromHash(compared).check(password, compared) && readable);
    }

    @Override
    public boolean isOutdated(StoredPassword stored, String password) {
        return !stored.hash().startsWith(prefix) || isOutdated(stored.scramVerifier(), password);
    }

    private boolean isOutdated(String verifier, String password) {
        if (!scram.store()) {
            return !verifier.isEmpty();
        }
        // Some passwords can have no verifier: it is not missing from those.
        return verifier.isEmpty()
                ? SaslPrep.prepare(password).isPresent()
                : ScramVerifier.parse(verifier)
                        .map(found -> found.iterations() != scram.iterations())
                        .orElse(true);
    }

    /** Hashes that wait for a thread. */
    public int waiting() {
        return threads.getQueue().size();
    }

    /** What waits is refused; what runs ends. */
    @Override
    public void close() {
        threads.shutdownNow();
    }

    private String hashNow(String password) {
        byte[] salt = SaltGenerator.generate(SALT_OCTETS);
        return current.hash(password.getBytes(StandardCharsets.UTF_8), salt).getResult();
    }

    private String verifierNow(String password) {
        return scram.store()
                ? ScramVerifier.derive(password, SaltGenerator.generate(ScramVerifier.SALT_OCTETS), scram.iterations())
                        .map(ScramVerifier::text)
                        .orElse("")
                : "";
    }

    private <T> Future<T> submit(Callable<T> work) {
        Context context = vertx.getOrCreateContext();
        Promise<T> promise = Promise.promise();
        try {
            threads.execute(() -> {
                try {
                    T result = work.call();
                    context.runOnContext(back -> promise.complete(result));
                } catch (Exception failure) {
                    context.runOnContext(back -> promise.fail(failure));
                }
            });
        } catch (RejectedExecutionException full) {
            promise.fail(new OverloadedException());
        }
        return promise.future();
    }
}
