package dev.postrider.delivery.policy;

import dev.postrider.mail.EnhancedStatusCode;
import java.util.Locale;

/** Why an attempt ended as it did: the closed set that events, metrics, logs and reports share. */
public enum Reason {
    /** In the mailbox, now or by an earlier call. */
    STORED(2, 1, 5, "The message is in the mailbox."),
    /** A remote server answered 2xx. */
    RELAYED(2, 0, 0, "The server of the destination took the message."),
    /** A remote server answered 2xx, and does not know delivery status notifications. */
    RELAYED_BEYOND_DSN(2, 0, 0, "The server of the destination took the message; it sends no delivery reports."),
    /** The account went away after the message was accepted. */
    NO_SUCH_ACCOUNT(5, 1, 1, "The mailbox does not exist any more."),
    /** The account has no room. */
    OVER_QUOTA(4, 2, 2, "The mailbox is full."),
    /** mailbox-service answered, and could not store it. */
    STORE_FAILED(4, 3, 0, "The message could not be stored."),
    /** Not an address that could be relayed to. */
    BAD_ADDRESS(5, 1, 3, "The address is not valid."),
    /** NXDOMAIN. */
    NO_SUCH_DOMAIN(5, 1, 2, "The domain does not exist."),
    /** RFC 7505. */
    NULL_MX(5, 1, 10, "The domain does not accept mail."),
    /** Neither MX nor address records, or none for any exchanger. */
    NO_ROUTE(5, 4, 4, "The domain names no mail server that could be reached."),
    /** We are the best exchanger ourselves, and the domain is not ours. */
    LOOPS_BACK(5, 4, 6, "The mail servers of the domain lead back to this system."),
    /** SERVFAIL, a timeout, a broken answer. */
    DNS_FAILED(4, 4, 3, "The mail servers of the domain could not be looked up."),
    /** The destination's queue is full, or no connection became free in time: nobody was asked. */
    DESTINATION_BUSY(4, 4, 5, "The destination takes no more connections for the moment."),
    /** No connection to any host. */
    CONNECT_FAILED(4, 4, 1, "No mail server of the domain could be reached."),
    /** The greeting was not 220. */
    GREETING_REFUSED(4, 3, 2, "The server refused the connection."),
    /** TLS was required and could not be had. */
    TLS_FAILED(4, 7, 5, "No secure connection could be made."),
    /** The smart host did not take our credentials. */
    AUTH_FAILED(4, 7, 0, "The relay host did not accept the credentials."),
    /** The connection broke. */
    CONNECTION_LOST(4, 4, 2, "The connection broke while the message was being sent."),
    /** No answer in time. */
    TIMED_OUT(4, 4, 2, "The server did not answer in time."),
    /** Not SMTP, or not in order. */
    PROTOCOL_ERROR(4, 5, 0, "The server did not follow the protocol."),
    /** A 4xx reply. */
    REFUSED_FOR_NOW(4, 0, 0, "The server refused the message for the moment."),
    /** A 5xx reply. */
    REFUSED(5, 0, 0, "The server refused the message."),
    /** Larger than the server's SIZE. */
    TOO_BIG(5, 3, 4, "The message is larger than the server accepts."),
    /** Needs SMTPUTF8, which the server lacks. */
    UTF8_NEEDED(5, 6, 7, "The message needs support for international addresses, which the server lacks."),
    /** BINARYMIME (RFC 3030 s3), which cannot be sent by DATA. */
    CONVERSION_NEEDED(5, 6, 3, "The message holds binary content, which cannot be sent on."),
    /** The blob store broke off. */
    BODY_UNREADABLE(4, 3, 0, "The message could not be read."),
    /** The body is not in the blob store. */
    BODY_MISSING(5, 3, 0, "The message could not be read any more."),
    /** Tried until its time was up. */
    EXPIRED(4, 4, 7, "The message could not be delivered in time."),
    /** An operator said so. */
    ADMINISTRATIVE(5, 3, 0, "The message was given up by the administrators of this system.");

    private final int classDigit;
    private final int subject;
    private final int detail;
    private final String text;

    Reason(int classDigit, int subject, int detail, String text) {
        this.classDigit = classDigit;
        this.subject = subject;
        this.detail = detail;
        this.text = text;
    }

    /** The status where no server gave a better one. */
    public EnhancedStatusCode status() {
        return new EnhancedStatusCode(classDigit, subject, detail);
    }

    /** One sentence for a person. */
    public String text() {
        return text;
    }

    /** What follows from the reason alone. */
    public Disposition disposition() {
        return this == EXPIRED
                ? Disposition.FAILED
                : switch (classDigit) {
                    case 2 -> Disposition.SUCCEEDED;
                    case 4 -> Disposition.DEFERRED;
                    default -> Disposition.FAILED;
                };
    }

    /** Whether the message was tried: what only waited in vain, or was given up unasked, has used up none of its attempts. */
    public boolean isAttempt() {
        return this != DESTINATION_BUSY && this != ADMINISTRATIVE;
    }

    /** The value of a metric's label, and the log key's value. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
