package dev.postrider.smtp.ingress.session;

import dev.postrider.mail.QueueId;
import dev.postrider.sasl.SaslExchange;
import dev.postrider.sasl.SaslInquiry;
import dev.postrider.sasl.SaslMechanism;
import dev.postrider.smtp.MailCommand;
import dev.postrider.smtp.RcptCommand;
import dev.postrider.smtp.ingress.policy.Reason;
import dev.postrider.smtp.ingress.policy.pipeline.Finding;
import java.util.List;

/** What a session waits for. TLS, login and transaction are apart: see {@link SmtpState}. */
public sealed interface Phase {
    /** What the client's next octets are. */
    enum Wants {
        LINES,
        BODY,
        CHUNK,
        /** Leave them where they are. */
        NOTHING
    }

    /** A command. */
    record Idle() implements Phase {}

    /** The next line of an AUTH exchange. */
    record AwaitingSaslResponse(SaslMechanism mechanism, SaslExchange exchange) implements Phase {}

    /** The directory, on a login. */
    record AwaitingAuthentication(SaslMechanism mechanism, SaslInquiry inquiry) implements Phase {}

    /** The time at which a failed login is told that it failed. */
    record HoldingRefusal(Reason reason) implements Phase {}

    /** The handshake. */
    record AwaitingTls() implements Phase {}

    /** The directory, on whether a login may send as this. */
    record AwaitingSenderCheck(MailCommand mail) implements Phase {}

    /** The directory, on a group of RCPT commands. */
    record AwaitingRecipients(List<PendingRecipient> group) implements Phase {}

    /** The message, up to its end. */
    record ReceivingBody() implements Phase {}

    /** A chunk of BDAT, up to its size. */
    record ReceivingChunk(boolean last) implements Phase {}

    /** The same, of a chunk that is refused: its octets are no commands. */
    record SkippingChunk(boolean last, Reason reason) implements Phase {}

    /** What the policy's steps find, on a message that is there in full. */
    record AwaitingEvaluation(SmtpEvent.BodyReceived body) implements Phase {}

    /**
     * The log, on one message.
     *
     * @param findings of the policy
     */
    record AwaitingCommit(QueueId queueId, long octets, List<Finding> findings) implements Phase {}

    /** Nothing any more. */
    record Closed() implements Phase {}

    /** One RCPT of a group, in its place in the order of replies. */
    sealed interface PendingRecipient {
        /** It was asked for. */
        record Asked(RcptCommand command) implements PendingRecipient {}

        /** It will be refused, whatever the directory says of the others. */
        record Refused(Reason reason) implements PendingRecipient {}
    }

    /** What the client's next octets are in this phase. */
    default Wants wants() {
        return switch (this) {
            case Idle ignored -> Wants.LINES;
            case AwaitingSaslResponse ignored -> Wants.LINES;
            case ReceivingBody ignored -> Wants.BODY;
            case ReceivingChunk ignored -> Wants.CHUNK;
            case SkippingChunk ignored -> Wants.CHUNK;
            case AwaitingAuthentication ignored -> Wants.NOTHING;
            case HoldingRefusal ignored -> Wants.NOTHING;
            case AwaitingTls ignored -> Wants.NOTHING;
            case AwaitingSenderCheck ignored -> Wants.NOTHING;
            case AwaitingRecipients ignored -> Wants.NOTHING;
            case AwaitingEvaluation ignored -> Wants.NOTHING;
            case AwaitingCommit ignored -> Wants.NOTHING;
            case Closed ignored -> Wants.NOTHING;
        };
    }
}
