package dev.postrider.system;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/** Looks at a mailbox again and again while mail arrives, and holds I5 against what it was told before. */
public final class UidObserver implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final IntSupplier imapsPort;
    private final String login;
    private final String password;
    private final CountDownLatch over = new CountDownLatch(1);
    private final ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor();
    private final Future<String> running;
    private final AtomicInteger looks = new AtomicInteger();
    private final List<String> breaches = new ArrayList<>();
    private SortedSet<Long> known = new TreeSet<>();
    private long toldUidNext;
    private long uidValidity;

    /** @param imapsPort asked before each connection */
    public UidObserver(IntSupplier imapsPort, String login, String password) {
        this.imapsPort = imapsPort;
        this.login = login;
        this.password = password;
        this.running = thread.submit(() -> {
            run();
            return login;
        });
    }

    private void run() throws InterruptedException {
        boolean going = true;
        while (going) {
            try (ImapReader reader = ImapReader.login(imapsPort.getAsInt(), login, password)) {
                while (going) {
                    look(reader);
                    going = !Ledger.pause(over, PAUSE);
                }
            } catch (IOException e) {
                going = !Ledger.pause(over, PAUSE); // the gateway or what it needs is down: come again
            }
        }
    }

    private void look(ImapReader reader) throws IOException {
        ImapReader.Status status = reader.status();
        reader.examine();
        SortedSet<Long> present = reader.search("ALL");
        looks.incrementAndGet();
        if (uidValidity != 0 && status.uidValidity() != uidValidity) {
            breaches.add("UIDVALIDITY changed from " + uidValidity + " to " + status.uidValidity());
        }
        if (status.uidNext() < toldUidNext) {
            breaches.add("UIDNEXT fell from " + toldUidNext + " to " + status.uidNext());
        }
        SortedSet<Long> fresh = new TreeSet<>(present);
        fresh.removeAll(known);
        if (!fresh.isEmpty() && fresh.first() < toldUidNext) {
            breaches.add("UID " + fresh.first() + " appeared below UIDNEXT " + toldUidNext + ", which was told before");
        }
        SortedSet<Long> gone = new TreeSet<>(known);
        gone.removeAll(present);
        if (!gone.isEmpty()) {
            breaches.add("UIDs vanished: " + gone);
        }
        known = present;
        uidValidity = status.uidValidity();
        toldUidNext = status.uidNext();
    }

    public int looks() {
        return looks.get();
    }

    /** What was wrong; call it after {@link #close}. */
    public List<String> breaches() {
        return List.copyOf(breaches);
    }

    @Override
    public void close() {
        over.countDown();
        thread.shutdown();
        Waiting.forEnd("the observer of " + login, running);
    }
}
