package dev.postrider.smtp.ingress.policy;

import dev.postrider.mail.EnhancedStatusCode;
import dev.postrider.smtp.Reply;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Every reason to refuse something: its reply, its metric label and its log key. */
public enum Reason {
    // Lines and sequence, RFC 5321 s4.2.4, s4.1.4
    COMMAND_UNRECOGNIZED(500, "5.5.1", "Command unrecognized"),
    COMMAND_NOT_IMPLEMENTED(502, "5.5.1", "Command not implemented"),
    LINE_TOO_LONG(500, "5.5.2", "Line too long"),
    CONTROL_CHARACTER(500, "5.5.2", "Control character in command"),
    NOT_UTF8(500, "5.5.2", "Command is not valid UTF-8"),
    BARE_LINE_END(521, "5.5.2", "Lines end with CRLF, and with nothing else"),
    NOT_SMTP(521, "5.5.1", "This is a mail server"),
    ARGUMENT_REQUIRED(501, "5.5.4", "Argument required"),
    ARGUMENT_FORBIDDEN(501, "5.5.4", "No argument allowed"),
    BAD_CLIENT_NAME(501, "5.5.2", "Not a domain or address literal"),
    EHLO_FIRST(503, "5.5.1", "Send EHLO first"),
    LHLO_FIRST(503, "5.5.1", "Send LHLO first"),
    MAIL_FIRST(503, "5.5.1", "Send MAIL first"),
    MAIL_ALREADY_GIVEN(503, "5.5.1", "MAIL already given"),
    IN_TRANSACTION(503, "5.5.1", "Not within a mail transaction"),
    RCPT_FIRST(503, "5.5.1", "Send RCPT first"),
    NO_VALID_RECIPIENTS(554, "5.5.1", "No valid recipients"),
    CHUNK_SIZE_UNKNOWN(521, "5.5.4", "Syntax: BDAT size [LAST]"),
    CHUNKS_FAILED(503, "5.5.1", "A chunk was refused: send RSET"),
    NOT_AFTER_BDAT(503, "5.5.1", "Not after BDAT"),

    XCLIENT_FORBIDDEN(550, "5.7.0", "Not from here"),
    BAD_XCLIENT_SYNTAX(501, "5.5.4", "Syntax: XCLIENT attribute=value"),

    // MAIL and RCPT
    BAD_MAIL_SYNTAX(501, "5.5.2", "Syntax: MAIL FROM:<address>"),
    BAD_RCPT_SYNTAX(501, "5.5.2", "Syntax: RCPT TO:<address>"),
    BAD_SENDER_ADDRESS(501, "5.1.7", "Sender address is malformed"),
    BAD_RECIPIENT_ADDRESS(501, "5.1.3", "Recipient address is malformed"),
    SENDER_NEEDS_SMTPUTF8(553, "5.6.7", "Sender address needs SMTPUTF8"),
    RECIPIENT_NEEDS_SMTPUTF8(553, "5.6.7", "Recipient address needs SMTPUTF8"),
    UNKNOWN_PARAMETER(555, "5.5.4", "Parameter not recognized"),
    REPEATED_PARAMETER(501, "5.5.4", "Parameter given twice"),
    BAD_PARAMETER(501, "5.5.4", "Parameter is malformed"),
    REQUIRETLS_NEEDS_TLS(530, "5.7.10", "REQUIRETLS is for encrypted connections"),
    BINARYMIME_NEEDS_BDAT(503, "5.5.1", "BINARYMIME is for BDAT"),
    TOO_MANY_RECIPIENTS(452, "4.5.3", "Too many recipients"),
    UNKNOWN_USER(550, "5.1.1", "No such user here"),
    RELAY_DENIED(550, "5.7.1", "Relaying denied"),
    ACCOUNT_DISABLED(550, "5.2.1", "Mailbox disabled"),
    OVER_QUOTA(452, "4.2.2", "Mailbox full"),
    DIRECTORY_UNAVAILABLE(451, "4.4.3", "Cannot verify the address now, try again later"),
    SENDER_NOT_OWNED(553, "5.7.1", "Sender address does not belong to this login"),

    // STARTTLS and AUTH, RFC 3207 and RFC 4954
    TLS_ALREADY_ACTIVE(503, "5.5.1", "TLS is already active"),
    STARTTLS_FIRST(530, "5.7.0", "Must issue a STARTTLS command first"),
    AUTHENTICATION_REQUIRED(530, "5.7.0", "Authentication required"),
    ENCRYPTION_REQUIRED(538, "5.7.11", "Encryption required: send STARTTLS first"),
    ALREADY_AUTHENTICATED(503, "5.5.1", "Already authenticated"),
    UNKNOWN_MECHANISM(504, "5.5.4", "Authentication mechanism not supported"),
    AUTHENTICATION_CANCELLED(501, "5.7.0", "Authentication cancelled"),
    BAD_SASL_RESPONSE(501, "5.5.2", "Authentication response is malformed"),
    BAD_CREDENTIALS(535, "5.7.8", "Authentication credentials invalid"),
    CHANNEL_BINDING_FAILED(535, "5.7.8", "Channel binding failed"),
    LOGIN_DISABLED(525, "5.7.13", "Account disabled"),
    LOGIN_THROTTLED(454, "4.7.0", "Too many attempts, try again later"),
    AUTHENTICATION_UNAVAILABLE(454, "4.7.0", "Cannot authenticate now, try again later"),

    // Content
    MESSAGE_TOO_BIG(552, "5.3.4", "Message exceeds the size limit"),
    BARE_LINE_END_IN_DATA(550, "5.6.11", "Message holds a CR or LF that is not part of CRLF"),
    NUL_IN_DATA(550, "5.6.0", "Message holds a NUL"),
    TEXT_LINE_TOO_LONG(500, "5.6.0", "Message holds a line that is too long"),
    HEADER_TOO_BIG(554, "5.6.0", "Message header exceeds the size limit"),
    TOO_MANY_HOPS(554, "5.4.6", "Too many hops: routing loop"),
    MAIL_LOOP(554, "5.4.6", "Message was here too often: routing loop"),
    BODY_NOT_STORED(451, "4.3.0", "Cannot store the message now, try again later"),
    NOT_COMMITTED(451, "4.3.0", "Cannot accept the message now, try again later"),
    COMMIT_TIMED_OUT(451, "4.3.0", "Cannot accept the message now, try again later"),

    // Policy; status codes of RFC 7372 and RFC 8617 s7
    HEADER_MALFORMED(550, "5.6.0", "Message header is malformed"),
    SPF_FAILED(550, "5.7.23", "Sender's domain does not permit this client (SPF)"),
    SPF_ERROR(550, "5.7.24", "SPF record of the sender's domain is malformed"),
    SPF_UNAVAILABLE(451, "4.7.24", "Cannot check the sender's domain now, try again later"),
    DKIM_FAILED(550, "5.7.20", "No passing DKIM signature"),
    ARC_FAILED(550, "5.7.29", "ARC chain does not validate"),
    DMARC_FAILED(550, "5.7.26", "Message is not from the domain in its From field (DMARC)"),
    SPAM(554, "5.7.1", "Message refused as spam"),
    POLICY_DEFERS(451, "4.7.1", "Not now, try again later"),
    POLICY_UNAVAILABLE(451, "4.7.0", "Cannot check the message now, try again later"),

    // The end of a session
    TOO_MANY_ERRORS(421, "4.7.0", "Too many errors"),
    TOO_MANY_LOGIN_FAILURES(421, "4.7.0", "Too many failed logins"),
    TOO_MANY_MESSAGES(421, "4.7.0", "Too many messages in one session"),
    TOO_MANY_CONNECTIONS(421, "4.7.0", "Too many connections, try again later"),
    CONNECTING_TOO_OFTEN(421, "4.7.0", "Connecting too often, try again later"),
    TOO_MANY_MESSAGES_LATELY(451, "4.7.1", "Too many messages from you lately, try again later"),
    NOT_ALLOWED(554, "5.7.1", "Access denied"),
    IDLE(421, "4.4.2", "Timeout"),
    COMMAND_TOO_SLOW(421, "4.4.2", "Timeout within a command"),
    DATA_TOO_SLOW(421, "4.4.2", "Message arrives too slowly"),
    SESSION_TOO_LONG(421, "4.4.2", "Session lasts too long"),
    SHUTTING_DOWN(421, "4.3.2", "Service shutting down, try again later"),
    INTERNAL_FAULT(421, "4.3.0", "Service not available, try again later");

    private static final Map<Reason, Reply> REPLIES = new EnumMap<>(Reason.class);

    static {
        for (Reason reason : values()) {
            EnhancedStatusCode status = EnhancedStatusCode.parse(reason.status).orElseThrow();
            REPLIES.put(reason, Reply.of(reason.code, status, reason.text));
        }
    }

    private final int code;
    private final String status;
    private final String text;
    private final String label = name().toLowerCase(Locale.ROOT);

    Reason(int code, String status, String text) {
        this.code = code;
        this.status = status;
        this.text = text;
    }

    /** What the client is told. */
    public Reply reply() {
        return Objects.requireNonNull(REPLIES.get(this));
    }

    /** As a metric label and in logs. */
    public String label() {
        return label;
    }
}
