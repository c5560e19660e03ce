package dev.postrider.smtp.ingress.session;

import dev.postrider.mail.Address;
import dev.postrider.mail.QueueId;
import dev.postrider.smtp.ingress.policy.BodyFacts;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;

/** Writes the lines that stand in front of what the client sent. */
final class TraceHeader {
    private static final List<String> DAYS = List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");
    private static final List<String> MONTHS =
            List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

    private TraceHeader() {}

    /**
     * The Received field, RFC 5321 s4.4; on submission, also the Date and Message-ID that the message lacks (RFC 6409 s8.2,
     * s8.3).
     *
     * <pre>
     * Time-stamp-line = "Received:" FWS From-domain By-domain Opt-info [CFWS] ";" FWS date-time
     * </pre>
     */
    static String of(
            QueueId queueId,
            long nowMs,
            SessionFacts session,
            Transaction.Open transaction,
            BodyFacts facts,
            SessionRules rules) {
        String date = date(nowMs);
        boolean smtputf8 = transaction.mail().smtputf8();
        StringBuilder out = new StringBuilder(320);
        out.append("Received: from ")
                .append(clientName(session.clientName(), smtputf8))
                .append(" (")
                .append(session.peer()
                        .introduction()
                        .flatMap(Peer.Introduction::name)
                        .map(name -> clientName(name, smtputf8) + " ")
                        .orElse(""))
                .append(addressLiteral(session.peer().address()))
                .append(")\r\n\tby ")
                .append(rules.hostname())
                .append(" with ")
                .append(session.protocol());
        if (session.encryption()
                instanceof Encryption.Tls(String protocol, String cipher, var ignored, var alsoIgnored)) {
            out.append("\r\n\t(").append(protocol).append(' ').append(cipher).append(')');
        }
        out.append("\r\n\tid ").append(queueId.text());
        // With several recipients it would tell each of the others, RFC 5321 s7.2.
        if (transaction.recipients().size() == 1) {
            String recipient =
                    transaction.recipients().getFirst().command().forwardPath().text();
            out.append("\r\n\tfor <").append(recipient).append('>');
        }
        out.append(";\r\n\t").append(date).append("\r\n");
        if (rules.listener().requiresAuthentication()) {
            if (!facts.hasDate()) {
                out.append("Date: ").append(date).append("\r\n");
            }
            if (!facts.hasMessageId()) {
                out.append("Message-ID: <")
                        .append(queueId.text())
                        .append('@')
                        .append(rules.hostname())
                        .append(">\r\n");
            }
        }
        return out.toString();
    }

    /** As it was given, but in a header without SMTPUTF8 only ASCII may stand. */
    private static String clientName(String name, boolean smtputf8) {
        return smtputf8 || name.chars().allMatch(c -> c < 0x80) ? name : Address.asciiDomain(name);
    }

    /** {@code TCP-info = address-literal}, RFC 5321 s4.1.3. */
    private static String addressLiteral(String address) {
        return address.indexOf(':') >= 0 ? "[IPv6:" + address + "]" : "[" + address + "]";
    }

    /** {@code date-time = day-of-week "," day month year time-of-day zone}, RFC 5322 s3.3, in UTC. */
    static String date(long unixMs) {
        LocalDateTime time = LocalDateTime.ofEpochSecond(Math.floorDiv(unixMs, 1000L), 0, ZoneOffset.UTC);
        StringBuilder out = new StringBuilder(31);
        out.append(DAYS.get(time.getDayOfWeek().getValue() - 1)).append(", ");
        out.append(time.getDayOfMonth()).append(' ');
        out.append(MONTHS.get(time.getMonthValue() - 1)).append(' ').append(time.getYear());
        twoDigits(out.append(' '), time.getHour());
        twoDigits(out.append(':'), time.getMinute());
        twoDigits(out.append(':'), time.getSecond());
        return out.append(" +0000").toString();
    }

    private static void twoDigits(StringBuilder out, int value) {
        if (value < 10) {
            out.append('0');
        }
        out.append(value);
    }
}
