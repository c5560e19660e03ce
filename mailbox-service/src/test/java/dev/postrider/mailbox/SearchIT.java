package dev.postrider.mailbox;

import static dev.postrider.mailbox.MailboxSystem.await;
import static dev.postrider.mailbox.MailboxSystem.inline;
import static dev.postrider.mailbox.MailboxSystem.item;
import static dev.postrider.mailbox.MailboxSystem.newQueueId;
import static dev.postrider.mailbox.MailboxSystem.uids;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postrider.contracts.DateRange;
import dev.postrider.contracts.Flags;
import dev.postrider.contracts.HeaderKey;
import dev.postrider.contracts.SearchKey;
import dev.postrider.contracts.SearchKeys;
import dev.postrider.contracts.SearchRequest;
import dev.postrider.contracts.SearchResponse;
import dev.postrider.contracts.StoreFlagsRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each key against what the messages were made of, and random trees of keys against a naive model. */
final class SearchIT {
    private static final int MESSAGES = 60;
    private static final List<String> SUBJECTS = List.of("Angebot für Käse", "Plain subject", "Re: plain", "日本語の件名");

    private static MailboxSystem system;

    /** What a message was made of. */
    private record Made(
            int uid,
            String subject,
            boolean base64,
            String word,
            int flags,
            boolean blue,
            LocalDate sent,
            int padding) {}

    private static final List<Made> MADE = new ArrayList<>();

    @BeforeAll
    static void fill(@TempDir Path directory) {
        system = MailboxSystem.start(directory);
        system.createAccount(1, 0);
        Random random = new Random(5);
        for (int uid = 1; uid <= MESSAGES; uid++) {
            Made made = new Made(
                    uid,
                    SUBJECTS.get(random.nextInt(SUBJECTS.size())),
                    random.nextBoolean(),
                    random.nextBoolean() ? "Zwölfboxkämpfer" : "quick brown fox",
                    random.nextInt(32),
                    random.nextBoolean(),
                    LocalDate.of(2025, 5, 1 + random.nextInt(28)),
                    uid % 20 == 0 ? 300_000 : random.nextInt(2000));
            MADE.add(made);
            byte[] octets = message(made).getBytes(StandardCharsets.UTF_8);
            system.deliver(item(
                    newQueueId(),
                    octets.length > 256 * 1024 ? system.blob("mail/" + uid, octets) : inline(message(made)),
                    "",
                    1));
            await(system.mailboxes.storeFlags(StoreFlagsRequest.newBuilder()
                    .setAccountId(1)
                    .setMailboxId(1)
                    .setUids(uids(uid, uid))
                    .setFlags(Flags.newBuilder()
                            .setSystem(made.flags())
                            .addAllKeywords(made.blue() ? List.of("Blue") : List.of("Red")))
                    .build()));
        }
    }

    @AfterAll
    static void stop() {
        system.assertSound();
        system.close();
    }

    private static String message(Made made) {
        String text = "First line\r\n" + "y".repeat(made.padding()) + "\r\nsays " + made.word() + " at the end\r\n";
        Base64.Encoder encoder = Base64.getMimeEncoder();
        String subject = "=?UTF-8?B?"
                + Base64.getEncoder().encodeToString(made.subject().getBytes(StandardCharsets.UTF_8)) + "?=";
        return "From: Number " + made.uid() + " <n" + made.uid() + "@example.org>\r\n"
                + "To: Bob <bob@example.net>, carol@example.com\r\n"
                + (made.uid() % 3 == 0 ? "Cc: Dan <dan@example.edu>\r\n" : "")
                + "Subject: " + subject + "\r\n"
                + "Date: " + made.sent().getDayOfMonth() + " May 2025 23:30:00 -0800\r\n"
                + "X-Odd: " + (made.uid() % 2 == 1 ? "Odd value" : "even") + "\r\n"
                + "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\npreamble secret\r\n--b\r\n"
                + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: "
                + (made.base64()
                        ? "base64\r\n\r\n" + encoder.encodeToString(text.getBytes(StandardCharsets.UTF_8))
                        : "8bit\r\n\r\n" + text)
                + "\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner " + made.uid()
                + " end\r\n\r\nembedded\r\n--b--\r\n";
    }

    private static SearchKey.Builder key() {
        return SearchKey.newBuilder();
    }

    private static SearchKey header(String name, String value) {
        return key().setHeader(HeaderKey.newBuilder().setName(name).setValue(value))
                .build();
    }

    private static void expect(IntPredicate model, SearchKey key) {
        SearchResponse response = await(system.mailboxes.search(SearchRequest.newBuilder()
                .setAccountId(1)
                .setMailboxId(1)
                .setKey(key)
                .setRecentFromUid(31)
                .build()));
        assertEquals(
                IntStream.rangeClosed(1, MESSAGES).filter(model).boxed().toList(),
                response.getUidsList(),
                key::toString);
    }

    private static Made made(int uid) {
        return MADE.get(uid - 1);
    }

    @Test
    void headersAreDecodedAndCaseDoesNotMatter() {
        expect(uid -> made(uid).subject().contains("Käse"), header("SUBJECT", "FÜR KÄSE"));
        expect(uid -> made(uid).subject().contains("lain"), header("subject", "PLAIN"));
        expect(uid -> made(uid).subject().contains("日本"), header("Subject", "本語"));
        expect(uid -> uid == 7, header("from", "n7@EXAMPLE"));
        expect(uid -> true, header("to", "carol@"));
        expect(uid -> uid % 3 == 0, header("cc", ""));
        expect(uid -> false, header("bcc", ""));
        expect(uid -> uid % 2 == 1, header("x-odd", "odd VALUE"));
        expect(uid -> true, header("X-Odd", ""));
        expect(uid -> false, header("X-None", ""));
        expect(uid -> true, header("Return-Path", "sender@"));
    }

    @Test
    void textsAreDecoded() {
        expect(
                uid -> made(uid).word().startsWith("Z"),
                key().setBody("ZWÖLFBOXKÄMPFER").build());
        expect(
                uid -> made(uid).word().startsWith("q"),
                key().setText("Quick Brown Fox AT the end").build());
        expect(uid -> uid == 42, key().setBody("inner 42 end").build());
        expect(uid -> true, key().setBody("embedded").build());
        expect(uid -> false, key().setBody("n7@example.org").build());
        expect(uid -> uid == 7, key().setText("n7@example.org").build());
        expect(
                uid -> made(uid).subject().contains("Käse"),
                key().setText("käse").build());
        expect(uid -> false, key().setText("preamble secret").build());
        expect(uid -> true, key().setText("").build());
    }

    @Test
    void datesAreDaysAsWritten() {
        LocalDate from = LocalDate.of(2025, 5, 10);
        LocalDate until = LocalDate.of(2025, 5, 20);
        DateRange range = DateRange.newBuilder()
                .setFromEpochDay(from.toEpochDay())
                .setUntilEpochDay(until.toEpochDay())
                .build();
        expect(
                uid -> !made(uid).sent().isBefore(from) && made(uid).sent().isBefore(until),
                key().setSentDate(range).build());
        long day = 1_750_000_000_000L / 86_400_000L;
        expect(
                uid -> true,
                key().setInternalDate(
                                DateRange.newBuilder().setFromEpochDay(day).setUntilEpochDay(day + 1))
                        .build());
        expect(
                uid -> false,
                key().setInternalDate(
                                DateRange.newBuilder().setFromEpochDay(day + 1).setUntilEpochDay(day + 5))
                        .build());
    }

    /** A random tree, with what the model says of it. */
    private record Tree(SearchKey key, IntPredicate model) {}

    private static Tree random(Random random, int depth) {
        int kind = random.nextInt(depth > 3 ? 8 : 11);
        return switch (kind) {
            case 0 -> {
                int bit = 1 << random.nextInt(5);
                yield new Tree(key().setFlagSet(bit).build(), uid -> (made(uid).flags() & bit) != 0);
            }
            case 1 ->
                new Tree(key().setKeyword("bLUE").build(), uid -> made(uid).blue());
            case 2 -> {
                int first = 1 + random.nextInt(MESSAGES);
                yield new Tree(
                        key().setUids(uids(first, first + 9, first + 20, first + 25))
                                .build(),
                        uid -> (uid >= first && uid <= first + 9) || (uid >= first + 20 && uid <= first + 25));
            }
            case 3 ->
                new Tree(key().setLargerThan(100_000).build(), uid -> made(uid).padding() >= 300_000);
            case 4 ->
                new Tree(key().setBody("quick").build(), uid -> made(uid).word().startsWith("q"));
            case 5 ->
                new Tree(header("subject", "plain"), uid -> made(uid).subject().contains("lain"));
            case 6 -> new Tree(header("x-odd", "odd"), uid -> uid % 2 == 1);
            case 7 -> new Tree(key().setRecent(true).build(), uid -> uid >= 31);
            case 8 -> {
                Tree tree = random(random, depth + 1);
                yield new Tree(key().setNot(tree.key()).build(), tree.model().negate());
            }
            default -> {
                SearchKeys.Builder keys = SearchKeys.newBuilder();
                boolean all = kind == 9;
                IntPredicate model = uid -> all;
                for (int i = random.nextInt(4); i > 0; i--) {
                    Tree part = random(random, depth + 1);
                    keys.addKeys(part.key());
                    model = all ? model.and(part.model()) : model.or(part.model());
                }
                yield new Tree((all ? key().setAllOf(keys) : key().setAnyOf(keys)).build(), model);
            }
        };
    }

    @Test
    void randomTreesEqualTheModel() {
        Random random = new Random(99);
        for (int i = 0; i < 150; i++) {
            Tree tree = random(random, 0);
            expect(tree.model(), tree.key());
        }
    }
}
