package dev.postrider.system;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that send without end and write everything down. When their connection breaks they come again with another message. */
public final class Load implements AutoCloseable {
    private static final Duration PAUSE_AFTER_FAULT = Duration.ofMillis(100);
    private static final int LARGE_EVERY = 40;
    private static final int LARGE_OCTETS = 400_000;

    /** Opens one client's connection. */
    @FunctionalInterface
    public interface Opener {
        SmtpConnection open() throws IOException;
    }

    private final Ledger ledger;
    private final String sender;
    private final List<String> recipients;
    private final long seed;
    private final Duration pause;
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger faults = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> clients = new ArrayList<>();

    /** Clients that send as fast as they are let. */
    public Load(Ledger ledger, String sender, List<String> recipients, long seed) {
        this(ledger, sender, recipients, seed, Duration.ZERO);
    }

    /** @param pause of each client after each message */
    public Load(Ledger ledger, String sender, List<String> recipients, long seed, Duration pause) {
        this.ledger = ledger;
        this.sender = sender;
        this.recipients = List.copyOf(recipients);
        this.seed = seed;
        this.pause = pause;
    }

    /**
     * Adds one client.
     *
     * @param name part of its messages' ids
     */
    public void client(String name, Opener opener) {
        clients.add(threads.submit(() -> {
            run(name, opener);
            return name;
        }));
    }

    private void run(String name, Opener opener) throws InterruptedException {
        Random random = new Random(seed ^ name.hashCode());
        int count = 0;
        while (over.getCount() > 0) {
            try (SmtpConnection connection = opener.open()) {
                boolean going = true;
                while (going && over.getCount() > 0) {
                    count++;
                    going = sendOne(connection, name + "-" + count, count % LARGE_EVERY == 0, random);
                    Ledger.pause(over, pause);
                }
            } catch (SocketTimeoutException e) {
                ledger.keptWaiting();
            } catch (IOException e) {
                faults.incrementAndGet();
                Ledger.pause(over, PAUSE_AFTER_FAULT);
            }
        }
    }

    /** @return whether the connection is worth keeping */
    private boolean sendOne(SmtpConnection connection, String id, boolean large, Random random) throws IOException {
        List<String> chosen = new ArrayList<>(recipients);
        java.util.Collections.shuffle(chosen, random);
        chosen = chosen.subList(0, 1 + random.nextInt(Math.min(3, chosen.size())));
        int size = large ? LARGE_OCTETS : 500 + random.nextInt(15_000);
        byte[] content = TestMessages.message(id, sender, String.join(", ", chosen), size, random);
        ledger.sending(id, chosen, content);
        SmtpConnection.Outcome outcome = connection.send(sender, chosen, content);
        ledger.told(id, outcome);
        return outcome.code() != 421;
    }

    /** How often a connection broke or could not be opened. */
    public int faults() {
        return faults.get();
    }

    /** Lets every client finish its message. */
    @Override
    public void close() {
        over.countDown();
        threads.shutdown();
        for (Future<?> client : clients) {
            Waiting.forEnd("a client of the load", client);
        }
    }
}
