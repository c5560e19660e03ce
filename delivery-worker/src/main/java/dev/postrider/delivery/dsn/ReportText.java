package dev.postrider.delivery.dsn;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.postrider.delivery.outcome.Mail;
import dev.postrider.delivery.outcome.RecipientOutcome;
import dev.postrider.delivery.policy.Verdict;
import dev.postrider.mail.Address;
import dev.postrider.mail.QueueId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * The text of a report: {@code multipart/report} of RFC 6522 with a part for people, {@code message/delivery-status} of RFC 3464 and what is
 * returned of the original. Pure.
 *
 * @param hostname of this system, for Reporting-MTA and From
 * @param id the report's own queue id
 * @param nowMs for the Date field, Unix time
 */
record ReportText(String hostname, QueueId id, Mail original, Report report, Returned returned, long nowMs) {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH);

    private static final String DIAGNOSTIC = "Diagnostic-Code: smtp; ";
    private static final int MAX_COLUMN = 76;
    private static final int MAX_WORD = 400;
    private static final int MAX_REPLY = 2_000;

    /**
     * What is sent back of the original message.
     *
     * @param octets header block, or the whole message
     * @param whole whether it is the whole message
     */
    record Returned(ByteString octets, boolean whole) {
        boolean isAscii() {
            for (int i = 0; i < octets.size(); i++) {
                if (octets.byteAt(i) < 0) {
                    return false;
                }
            }
            return true;
        }

        boolean endsWithLineEnd() {
            return octets.isEmpty() || octets.byteAt(octets.size() - 1) == '\n';
        }
    }

    /** Its own header or envelope holds UTF-8, so it cannot travel without SMTPUTF8. */
    boolean needsSmtpUtf8() {
        return !isAscii(original.reversePath().getAddress());
    }

    /** Some address holds UTF-8, RFC 6533. */
    private boolean isInternational() {
        return !isAscii(original.reversePath().getAddress())
                || report.recipients().stream().anyMatch(recipient -> !isAscii(recipient.address()));
    }

    /** Holds octets above 127. */
    boolean is8Bit() {
        return isInternational() || !returned.isAscii() || !isAscii(statusPart());
    }

    ByteString encode() {
        byte[] head = (header() + humanPart() + statusPart() + returnedPartHeader()).getBytes(StandardCharsets.UTF_8);
        String tail = (returned.endsWithLineEnd() ? "" : "\r\n") + "\r\n--" + boundary() + "--\r\n";
        return UnsafeByteOperations.unsafeWrap(head).concat(returned.octets()).concat(ByteString.copyFromUtf8(tail));
    }

    private String header() {
        return "From: Mail Delivery System <MAILER-DAEMON@" + hostname + ">\r\n"
                + "To: <" + original.reversePath().getAddress() + ">\r\n"
                + "Subject: " + subject() + "\r\n"
                + "Date: " + date(nowMs) + "\r\n"
                + "Message-ID: <" + id.text() + "@" + hostname + ">\r\n"
                + "Auto-Submitted: auto-replied\r\n"
                + "MIME-Version: 1.0\r\n"
                + "Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary=\"" + boundary()
                + "\"\r\n"
                + (is8Bit() ? "Content-Transfer-Encoding: 8bit\r\n" : "")
                + "\r\n"
                + "This is a delivery status notification in MIME format.\r\n\r\n";
    }

    private String subject() {
        return switch (report.action()) {
            case FAILED -> "Undelivered mail returned to sender";
            case DELAYED -> "Delayed mail (still being tried)";
            case DELIVERED, RELAYED -> "Successful mail delivery report";
        };
    }

    private String humanPart() {
        StringBuilder text = new StringBuilder(512);
        text.append(introduction());
        for (RecipientOutcome recipient : report.recipients()) {
            Verdict verdict = recipient.verdict();
            text.append("\r\n<").append(printable(recipient.address())).append(">\r\n");
            text.append("    ").append(verdict.reason().text()).append("\r\n");
            if (!verdict.remoteReply().isEmpty()) {
                String speaker = verdict.remoteHost().isEmpty() ? "Details" : verdict.remoteHost() + " said";
                text.append("    ")
                        .append(folded(speaker + ": " + printable(verdict.remoteReply()), 4, "    "))
                        .append("\r\n");
            }
        }
        return part("text/plain; charset=utf-8", !isAscii(text)) + text + "\r\n";
    }

    private String introduction() {
        return lines("This is the mail system at " + hostname + ".", "")
                + switch (report.action()) {
                    case FAILED ->
                        lines(
                                "Your message could not be delivered to one or more recipients. It is",
                                "returned below in part or as a whole. No further attempt will be made.");
                    case DELAYED ->
                        lines(
                                "Your message could not be delivered to one or more recipients yet. You",
                                "need not send it again: it will be tried for some time to come.");
                    case DELIVERED -> lines("Your message was delivered to the mailboxes of these recipients.");
                    case RELAYED ->
                        lines(
                                "Your message was handed over to the mail servers of these recipients, which",
                                "do not report delivery themselves.");
                };
    }

    private static String lines(String... lines) {
        return String.join("\r\n", lines) + "\r\n";
    }

    private String statusPart() {
        StringBuilder status = new StringBuilder(512);
        status.append("Reporting-MTA: dns; ").append(hostname).append("\r\n");
        if (!original.reversePath().getEnvid().isEmpty()) {
            status.append("Original-Envelope-Id: ")
                    .append(printable(original.reversePath().getEnvid()))
                    .append("\r\n");
        }
        status.append("X-Postrider-Queue-Id: ").append(original.queueId()).append("\r\n");
        status.append("Arrival-Date: ").append(date(original.acceptedAtMs())).append("\r\n");
        for (RecipientOutcome recipient : report.recipients()) {
            status.append("\r\n");
            appendStatus(status, recipient);
        }
        String type = isInternational() ? "message/global-delivery-status" : "message/delivery-status";
        return part(type, !isAscii(status)) + status + "\r\n";
    }

    /** The per-recipient fields of RFC 3464 s2.3, in its order. */
    private void appendStatus(StringBuilder status, RecipientOutcome recipient) {
        Verdict verdict = recipient.verdict();
        String addressType = isInternational() ? "utf-8; " : "rfc822; ";
        originalRecipient(recipient)
                .ifPresent(orcpt ->
                        status.append("Original-Recipient: ").append(orcpt).append("\r\n"));
        status.append("Final-Recipient: ")
                .append(addressType)
                .append(printable(finalRecipient(recipient)))
                .append("\r\n");
        status.append("Action: ").append(report.action().token()).append("\r\n");
        status.append("Status: ").append(verdict.status()).append("\r\n");
        if (!verdict.remoteHost().isEmpty()) {
            status.append("Remote-MTA: dns; ")
                    .append(printable(verdict.remoteHost()))
                    .append("\r\n");
        }
        if (startsWithReplyCode(verdict.remoteReply())) {
            status.append(DIAGNOSTIC)
                    .append(folded(printable(verdict.remoteReply()), DIAGNOSTIC.length(), " "))
                    .append("\r\n");
        }
        status.append("Last-Attempt-Date: ").append(date(nowMs)).append("\r\n");
    }

    private static Optional<String> originalRecipient(RecipientOutcome recipient) {
        String orcpt = printable(recipient.orcpt());
        int semicolon = orcpt.indexOf(';');
        return semicolon <= 0
                ? Optional.empty()
                : Optional.of(orcpt.substring(0, semicolon + 1) + " "
                        + orcpt.substring(semicolon + 1).strip());
    }

    /** An account's number means nothing outside: there the address of RCPT is as final as one may tell (RFC 3464 s2.3.2). */
    private static String finalRecipient(RecipientOutcome recipient) {
        return Address.parse(recipient.finalRecipient()).isPresent() ? recipient.finalRecipient() : recipient.address();
    }

    private String returnedPartHeader() {
        boolean global = !returned.isAscii() && isInternational();
        String type = returned.whole()
                ? (global ? "message/global" : "message/rfc822")
                : (global ? "message/global-headers" : "text/rfc822-headers");
        return part(type, !returned.isAscii());
    }

    private String part(String type, boolean eightBit) {
        return "--" + boundary() + "\r\nContent-Type: " + type + "\r\n"
                + (eightBit ? "Content-Transfer-Encoding: 8bit\r\n" : "") + "\r\n";
    }

    /** Cannot stand in the original by accident: the original is older than the id. */
    private String boundary() {
        return "=_postrider_" + id.text();
    }

    private static boolean startsWithReplyCode(String reply) {
        return reply.length() >= 3 && reply.substring(0, 3).chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /**
     * Breaks text into lines that any server takes: at spaces (RFC 5322 s2.2.3), and within a word only if it is a line by itself. What is very
     * long is cut: the events have the whole reply.
     *
     * @param column where the text begins
     * @param indent of each further line
     */
    private static String folded(String text, int column, String indent) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        int at = column;
        boolean lineIsEmpty = true;
        for (String word : cut(text).split(" +", -1)) {
            for (int from = 0; from < Math.max(1, word.length()); from += MAX_WORD) {
                String piece = word.substring(from, Math.min(word.length(), from + MAX_WORD));
                if (!lineIsEmpty && at + 1 + piece.length() > MAX_COLUMN) {
                    out.append("\r\n").append(indent);
                    at = indent.length();
                } else if (!lineIsEmpty) {
                    out.append(' ');
                    at++;
                }
                out.append(piece);
                at += piece.length();
                lineIsEmpty = false;
            }
        }
        return out.toString();
    }

    private static String cut(String text) {
        return text.length() > MAX_REPLY ? text.substring(0, MAX_REPLY) + " ..." : text;
    }

    static String date(long unixMs) {
        return DATE.format(Instant.ofEpochMilli(unixMs).atOffset(ZoneOffset.UTC));
    }

    /** Nothing that a server or a client said may end a line of ours. */
    private static String printable(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> out.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
        return out.toString();
    }

    private static boolean isAscii(CharSequence text) {
        return text.chars().allMatch(c -> c < 0x80);
    }
}
