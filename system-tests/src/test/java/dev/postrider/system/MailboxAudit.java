package dev.postrider.system;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Holds what is in the mailboxes against what the ledger says was sent: I1 to I5. */
public final class MailboxAudit {
    private static final int SHOWN_OCTETS = 800;
    private static final Duration ARRIVE_LIMIT = Duration.ofSeconds(90);
    private static final Pattern RECEIVED_BY = Pattern.compile("\\bby (\\S+) with ");
    private static final Pattern SUBJECT = Pattern.compile("\r\nSubject: (\\S+)\r\n");

    private final Ledger ledger;
    private final int imapsPort;
    private final String password;
    private final Set<String> receivedBy = new HashSet<>();

    /** @param password of every account */
    public MailboxAudit(Ledger ledger, int imapsPort, String password) {
        this.ledger = ledger;
        this.imapsPort = imapsPort;
        this.password = password;
    }

    /** Until every accepted message of an account is there, or the time is over; what is missing is then found as I1. */
    public void awaitArrivals(String account) throws IOException {
        Set<String> expected = idsFor(account, Ledger.Knowledge.ACCEPTED);
        try (ImapReader reader = ImapReader.login(imapsPort, account, password)) {
            Waiting.until("mail of " + account, ARRIVE_LIMIT, () -> {
                long present = reader.status().messages();
                return present >= expected.size() ? Optional.of(present) : Optional.empty();
            });
        } catch (AssertionError e) {
            System.out.println("Ledger: " + e.getMessage());
        }
    }

    /** Ids of the messages to a recipient whose clients know this. */
    public Set<String> idsFor(String recipient, Ledger.Knowledge knowledge) {
        Set<String> ids = new HashSet<>();
        for (Ledger.Entry entry : ledger.entries()) {
            if (entry.knowledge() == knowledge && entry.recipients().contains(recipient)) {
                ids.add(entry.id());
            }
        }
        return ids;
    }

    /** What is wrong with the mailbox of an account, a line each. */
    public List<String> breachesOf(String account) throws IOException {
        List<String> breaches = new ArrayList<>();
        Map<String, Ledger.Entry> entries = new HashMap<>();
        ledger.entries().forEach(entry -> entries.put(entry.id(), entry));
        Map<String, Integer> copies = new TreeMap<>();
        try (ImapReader reader = ImapReader.login(imapsPort, account, password)) {
            ImapReader.Status status = reader.status();
            reader.examine();
            SortedSet<Long> uids = reader.search("ALL");
            long last = 0;
            for (long uid : uids) {
                for (ImapReader.Fetched message : reader.fetch(Long.toString(uid))) {
                    if (message.uid() <= last || message.uid() >= status.uidNext()) {
                        breaches.add("I5 " + account + ": UID " + message.uid() + " after " + last + ", UIDNEXT "
                                + status.uidNext());
                    }
                    last = message.uid();
                    String id = check(account, message, entries, breaches);
                    copies.merge(id, 1, Integer::sum);
                }
            }
        }
        for (String id : idsFor(account, Ledger.Knowledge.ACCEPTED)) {
            if (!copies.containsKey(id)) {
                breaches.add("I1 " + account + ": lost " + entries.get(id));
            }
        }
        copies.forEach((id, count) -> {
            if (count > 1) {
                breaches.add("I2 " + account + ": " + count + " copies of " + id);
            }
        });
        return breaches;
    }

    /** @return the id of the message */
    private String check(
            String account, ImapReader.Fetched message, Map<String, Ledger.Entry> entries, List<String> breaches) {
        StoredMessage stored = StoredMessage.of(message.octets());
        String id = idOf(stored.latin1());
        stored.trace()
                .forEach(field -> RECEIVED_BY.matcher(field).results().forEach(by -> receivedBy.add(by.group(1))));
        Ledger.Entry entry = entries.get(id);
        if (entry == null) {
            breaches.add("I3 " + account + ": a message that nobody sent:\n"
                    + message.latin1().substring(0, Math.min(message.latin1().length(), SHOWN_OCTETS)));
            return id;
        }
        if (entry.knowledge() == Ledger.Knowledge.REFUSED || entry.knowledge() == Ledger.Knowledge.REFUSED_FOR_GOOD) {
            breaches.add("I1 " + account + ": was refused and arrived all the same, " + entry);
        }
        if (!entry.recipients().contains(account)) {
            breaches.add("I3 " + account + ": is for somebody else, " + entry);
        }
        if (!entry.sha256().equals(stored.sha256())) {
            breaches.add("I4 " + account + ": other octets than were sent, " + entry);
        }
        if (message.size() != message.latin1().length()) {
            breaches.add("I4 " + account + ": RFC822.SIZE " + message.size() + ", but BODY[] has "
                    + message.latin1().length());
        }
        if (entry.queueId().isPresent() && !entry.queueId().equals(stored.queueId())) {
            breaches.add("the 250 said " + entry.queueId() + ", the Received line says " + stored.queueId());
        }
        return id;
    }

    /** The hosts that the Received lines of all messages looked at name as their receivers. */
    Set<String> receivedBy() {
        return Set.copyOf(receivedBy);
    }

    /** The id of a message, which is its subject. */
    public static String idOf(String latin1) {
        Matcher subject = SUBJECT.matcher(latin1);
        return subject.find() ? subject.group(1) : "?";
    }
}
