package dev.postrider.delivery.dsn;

import dev.postrider.mail.QueueId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * The queue id of a report: a function of what it reports. When a worker dies between writing a report and letting go of the message, the next
 * one writes the same report under the same id, and the mailbox takes it once.
 */
final class ReportId {
    private ReportId() {}

    /**
     * @param plannedAtMs when the attempt was due: near the report's true time, and the same in every repetition
     * @param recipients addresses, in any order
     */
    static QueueId of(String queueId, Report.Action action, List<String> recipients, long plannedAtMs) {
        MessageDigest digest = sha256();
        digest.update((queueId + "\n" + action.token()).getBytes(StandardCharsets.UTF_8));
        recipients.stream()
                .sorted()
                .forEach(recipient -> digest.update(("\n" + recipient).getBytes(StandardCharsets.UTF_8)));
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        return QueueId.of(plannedAtMs, hash.getInt(), hash.getLong());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
