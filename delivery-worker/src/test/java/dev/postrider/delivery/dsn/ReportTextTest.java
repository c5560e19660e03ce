package dev.postrider.delivery.dsn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.postrider.contracts.Content;
import dev.postrider.contracts.DsnNotify;
import dev.postrider.contracts.ReversePath;
import dev.postrider.delivery.outcome.Mail;
import dev.postrider.delivery.outcome.RecipientOutcome;
import dev.postrider.delivery.policy.Disposition;
import dev.postrider.delivery.policy.Reason;
import dev.postrider.delivery.policy.Verdict;
import dev.postrider.mail.EnhancedStatusCode;
import dev.postrider.mail.QueueId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was written lies in {@code target/golden}, to be looked at and copied beside the expectation when a change is wanted. */
class ReportTextTest {
    private static final long NOW_MS = 1_795_615_200_000L;
    private static final QueueId ID = QueueId.of(NOW_MS, 42);
    private static final String ORIGINAL = QueueId.of(NOW_MS - 1_000, 7).text();

    private static Mail mail(String sender) {
        return new Mail(
                ORIGINAL,
                NOW_MS - 1_000,
                ReversePath.newBuilder().setAddress(sender).setEnvid("env 1").build(),
                Content.getDefaultInstance(),
                "");
    }

    private static RecipientOutcome refused(String address, String orcpt, String reply) {
        Verdict verdict = new Verdict(
                Disposition.FAILED, Reason.REFUSED, new EnhancedStatusCode(5, 1, 1), "mx.example [192.0.2.1]", reply);
        return new RecipientOutcome(0, address, address, orcpt, List.<DsnNotify>of(), verdict);
    }

    private static ReportText.Returned header(String text) {
        return new ReportText.Returned(ByteString.copyFromUtf8(text), false);
    }

    private static void check(String name, ReportText text) {
        String written = text.encode().toStringUtf8();
        try {
            Path target = Files.createDirectories(Path.of("target", "golden")).resolve(name);
            Files.writeString(target, written.replace("\r\n", "\n"));
            try (InputStream golden = ReportTextTest.class.getResourceAsStream(name)) {
                String expected = golden == null ? "" : new String(golden.readAllBytes(), StandardCharsets.UTF_8);
                assertEquals(expected, written.replace("\r\n", "\n"), "as in " + target);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertFalse(written.replace("\r\n", "").contains("\n"), "a bare LF");
        written.lines().forEach(line -> assertTrue(line.length() <= 998, line));
    }

    @Test
    void failed() {
        Report report = new Report(
                Report.Action.FAILED,
                List.of(
                        refused("nobody@example.org", "rfc822;old@example.org", "550 5.1.1 no such user"),
                        new RecipientOutcome(
                                1, "7@local.test", "7", "", List.of(), Verdict.of(Reason.NO_SUCH_ACCOUNT))));
        check(
                "failed.eml",
                new ReportText(
                        "mail.test",
                        ID,
                        mail("s@example.com"),
                        report,
                        header("Subject: hello\r\nFrom: s@example.com\r\n"),
                        NOW_MS));
    }

    @Test
    void failedWithAVeryLongReplyThatTriesToWriteFields() {
        String reply = "550-" + "long words ".repeat(40) + "\r\nAction: delivered\r\n550 end";
        Report report = new Report(Report.Action.FAILED, List.of(refused("nobody@example.org", "", reply)));
        check(
                "long-reply.eml",
                new ReportText("mail.test", ID, mail("s@example.com"), report, header("A: b\r\n"), NOW_MS));
    }

    @Test
    void failedForAnInternationalAddressWithTheWholeMessage() {
        Report report = new Report(
                Report.Action.FAILED,
                List.of(new RecipientOutcome(
                        0, "jürgen@example.org", "jürgen@example.org", "", List.of(), Verdict.of(Reason.UTF8_NEEDED))));
        check(
                "international.eml",
                new ReportText(
                        "mail.test",
                        ID,
                        mail("søren@example.com"),
                        report,
                        new ReportText.Returned(ByteString.copyFromUtf8("Subject: grüße\r\n\r\nhallo"), true),
                        NOW_MS));
    }

    @Test
    void delayedAndRelayedAndDelivered() {
        Verdict later = Verdict.of(Reason.CONNECT_FAILED, "mx.example [192.0.2.1]", "Connection refused");
        check(
                "delayed.eml",
                new ReportText(
                        "mail.test",
                        ID,
                        mail("s@example.com"),
                        new Report(
                                Report.Action.DELAYED,
                                List.of(new RecipientOutcome(
                                        0, "a@example.org", "a@example.org", "", List.of(), later))),
                        header("A: b\r\n"),
                        NOW_MS));
        check(
                "relayed.eml",
                new ReportText(
                        "mail.test",
                        ID,
                        mail("s@example.com"),
                        new Report(
                                Report.Action.RELAYED,
                                List.of(new RecipientOutcome(
                                        0,
                                        "a@example.org",
                                        "a@example.org",
                                        "",
                                        List.of(),
                                        Verdict.of(Reason.RELAYED_BEYOND_DSN, "mx.example [192.0.2.1]", "250 ok")))),
                        header("A: b\r\n"),
                        NOW_MS));
    }

    @Test
    void theIdFollowsFromWhatIsReported() {
        QueueId id = ReportId.of(ORIGINAL, Report.Action.FAILED, List.of("a@x", "b@x"), NOW_MS);
        assertEquals(id, ReportId.of(ORIGINAL, Report.Action.FAILED, List.of("b@x", "a@x"), NOW_MS));
        assertEquals(NOW_MS, id.timestampMs());
        assertNotEquals(id, ReportId.of(ORIGINAL, Report.Action.DELAYED, List.of("a@x", "b@x"), NOW_MS));
        assertNotEquals(id, ReportId.of(ORIGINAL, Report.Action.FAILED, List.of("a@x"), NOW_MS));
        assertNotEquals(id, ReportId.of(ID.text(), Report.Action.FAILED, List.of("a@x", "b@x"), NOW_MS));
    }
}
