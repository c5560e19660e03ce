package dev.postrider.delivery.session;

import dev.postrider.contracts.BodyType;
import dev.postrider.contracts.DsnNotify;
import dev.postrider.smtp.Xtext;
import dev.postrider.smtp.client.Capabilities;
import java.util.stream.Collectors;

/** The text of MAIL and RCPT, with the parameters that the server knows and no others. */
final class EnvelopeCommands {
    private EnvelopeCommands() {}

    /** RFC 5321 s4.1.1.2; SIZE: RFC 1870 s6.1; BODY: RFC 6152; SMTPUTF8: RFC 6531 s3.4; RET, ENVID: RFC 3461 s4.3, s4.4. */
    static String mail(Transaction transaction, Capabilities capabilities) {
        StringBuilder line = new StringBuilder(96);
        line.append("MAIL FROM:<").append(transaction.reversePath()).append('>');
        if (capabilities.size()) {
            line.append(" SIZE=").append(transaction.sizeOctets());
        }
        if (is8Bit(transaction) && capabilities.eightBitMime()) {
            line.append(" BODY=8BITMIME");
        }
        if (capabilities.smtpUtf8() && needsSmtpUtf8(transaction)) {
            line.append(" SMTPUTF8");
        }
        if (capabilities.dsn()) {
            switch (transaction.dsnReturn()) {
                case RETURN_FULL -> line.append(" RET=FULL");
                case RETURN_HEADERS -> line.append(" RET=HDRS");
                case RETURN_UNSPECIFIED, UNRECOGNIZED -> {
                    // Nothing was asked for.
                }
            }
            if (isXtextable(transaction.envid())) {
                line.append(" ENVID=").append(Xtext.encode(transaction.envid()));
            }
        }
        return line.append("\r\n").toString();
    }

    /** RFC 5321 s4.1.1.3; NOTIFY, ORCPT: RFC 3461 s4.1, s4.2. */
    static String rcpt(Transaction.Recipient recipient, Capabilities capabilities) {
        StringBuilder line = new StringBuilder(64);
        line.append("RCPT TO:<").append(recipient.address()).append('>');
        if (capabilities.dsn()) {
            if (!recipient.notifyOn().isEmpty()) {
                line.append(" NOTIFY=")
                        .append(recipient.notifyOn().stream()
                                .map(EnvelopeCommands::token)
                                .collect(Collectors.joining(",")));
            }
            int semicolon = recipient.orcpt().indexOf(';');
            if (semicolon > 0 && isXtextable(recipient.orcpt())) {
                line.append(" ORCPT=")
                        .append(recipient.orcpt(), 0, semicolon + 1)
                        .append(Xtext.encode(recipient.orcpt().substring(semicolon + 1)));
            }
        }
        return line.append("\r\n").toString();
    }

    static boolean is8Bit(Transaction transaction) {
        return transaction.bodyType() == BodyType.BODY_8BITMIME;
    }

    private static boolean needsSmtpUtf8(Transaction transaction) {
        return transaction.needsSmtpUtf8()
                || transaction.recipients().stream().anyMatch(recipient -> !recipient.isAscii());
    }

    private static String token(DsnNotify notify) {
        return switch (notify) {
            case NOTIFY_NEVER, UNRECOGNIZED -> "NEVER";
            case NOTIFY_SUCCESS -> "SUCCESS";
            case NOTIFY_FAILURE -> "FAILURE";
            case NOTIFY_DELAY -> "DELAY";
        };
    }

    private static boolean isXtextable(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= ' ' && c <= '~');
    }
}
