package dev.postrider.imap.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postrider.imap.fake.FakeStore;
import dev.postrider.imap.fake.SampleMessages;
import dev.postrider.imap.net.TestClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two clients on one mailbox do anything, one of them without ever being told whole lists: what it counts from EXISTS and EXPUNGE must at all times be what
 * the server means by a sequence number.
 */
final class SequenceNumbersTest {
    private static final Pattern EXPUNGE = Pattern.compile("\\* (\\d+) EXPUNGE");
    private static final Pattern EXISTS = Pattern.compile("\\* (\\d+) EXISTS");
    private static final Pattern UID = Pattern.compile("\\* (\\d+) FETCH \\(.*UID (\\d+).*\\)");

    /** What a client makes of what it hears. 0: a message whose UID it has not asked for. */
    private static final class Listener {
        private final TestClient client;
        private final List<Long> uids = new ArrayList<>();
        private int commands;

        Listener(FakeStore store) {
            client = new TestClient(store);
            client.expectLine();
            say("LOGIN bob@example.org secret");
            say("SELECT INBOX");
        }

        String say(String command) {
            String tag = "t" + commands++;
            client.send(tag + " " + command + "\r\n");
            String line = hear();
            while (!line.startsWith(tag + " ")) {
                boolean numbersInUse =
                        command.startsWith("FETCH") || command.startsWith("STORE") || command.startsWith("SEARCH");
                assertEquals(false, numbersInUse && line.contains("EXPUNGE"), "EXPUNGE while " + command);
                line = hear();
            }
            return line;
        }

        private String hear() {
            String line = client.expectLine();
            Matcher expunge = EXPUNGE.matcher(line);
            if (expunge.matches()) {
                uids.remove(Integer.parseInt(expunge.group(1)) - 1);
            }
            Matcher exists = EXISTS.matcher(line);
            if (exists.matches()) {
                while (uids.size() < Integer.parseInt(exists.group(1))) {
                    uids.add(0L);
                }
                assertEquals(uids.size(), Integer.parseInt(exists.group(1)), "EXISTS must not shrink a mailbox");
            }
            Matcher fetch = UID.matcher(line);
            if (fetch.matches()) {
                int number = Integer.parseInt(fetch.group(1));
                long uid = Long.parseLong(fetch.group(2));
                long known = uids.get(number - 1);
                assertEquals(known == 0 ? uid : known, uid, "number " + number + " is another message now");
                uids.set(number - 1, uid);
            }
            return line;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void whatTheClientCountsIsWhatTheServerMeans(long seed) {
        Random random = new Random(seed);
        FakeStore store = new FakeStore();
        Listener reader = new Listener(store);
        Listener writer = new Listener(store);
        for (int step = 0; step < 300; step++) {
            store.hints(random.nextInt(4) > 0);
            switch (random.nextInt(9)) {
                case 0, 1 -> store.deliver("INBOX", SampleMessages.named("m" + step));
                case 2 -> writer.say("NOOP");
                case 3 -> {
                    if (!writer.uids.isEmpty()) {
                        int number = 1 + random.nextInt(writer.uids.size());
                        writer.say("STORE " + number + " +FLAGS (\\Deleted)");
                        writer.say("EXPUNGE");
                    }
                }
                case 4 -> {
                    if (!writer.uids.isEmpty()) {
                        writer.say("MOVE " + (1 + random.nextInt(writer.uids.size())) + " Sent");
                    }
                }
                case 5 -> reader.say("NOOP");
                case 6 -> reader.say("UID FETCH 1:* (UID FLAGS)");
                case 7 -> {
                    if (!reader.uids.isEmpty()) {
                        reader.say("FETCH 1:* (UID)");
                        reader.say("SEARCH ALL");
                    }
                }
                default -> {
                    if (!reader.uids.isEmpty()) {
                        reader.say("STORE " + (1 + random.nextInt(reader.uids.size())) + " +FLAGS (\\Seen)");
                    }
                }
            }
        }
        reader.say("NOOP");
        reader.say("UID FETCH 1:* (UID)");
        assertEquals(new ArrayList<>(new TreeSet<>(store.contents("INBOX").keySet())), reader.uids);
    }
}
