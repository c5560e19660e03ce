package dev.postrider.smtp.ingress.session;

import dev.postrider.mail.QueueId;
import dev.postrider.sasl.SaslAnswer;
import dev.postrider.smtp.Frame;
import dev.postrider.smtp.ingress.policy.BodyFacts;
import dev.postrider.smtp.ingress.policy.Reason;
import dev.postrider.smtp.ingress.policy.Resolution;
import dev.postrider.smtp.ingress.policy.pipeline.Finding;
import java.util.List;

/** What happened. Ids and time come in with it. */
public sealed interface SmtpEvent {
    /** The connection is there. */
    record Connected() implements SmtpEvent {}

    /** The client spoke before it was greeted. */
    record EarlyOctetsReceived() implements SmtpEvent {}

    /**
     * A line.
     *
     * @param octetsFollow whether the client had sent more behind it
     */
    record LineReceived(Frame frame, boolean octetsFollow) implements SmtpEvent {}

    /** MAIL came, and the client has begun too many messages lately. */
    record MessageRateExceeded() implements SmtpEvent {}

    /** RCPT commands that arrived together, so that the directory is asked once. At least one, at most 100. */
    record RecipientsReceived(List<Frame.CommandLine> lines) implements SmtpEvent {}

    /** The directory's answers, in the order of the questions. */
    record RecipientsResolved(List<Resolution> resolutions) implements SmtpEvent {}

    /** The directory's answer. */
    record SenderChecked(SenderCheck result) implements SmtpEvent {}

    /** The directory's answer. */
    record LoginChecked(SaslAnswer answer) implements SmtpEvent {}

    /** A failed login has waited for long enough to be told. */
    record RefusalDue() implements SmtpEvent {}

    /** The handshake is done. */
    record TlsEstablished(Encryption.Tls tls) implements SmtpEvent {}

    /** A body has arrived in full; it is where {@code net} put it. */
    record BodyReceived(QueueId queueId, long nowMs, BodyFacts facts) implements SmtpEvent {}

    /** A chunk has arrived in full and is where {@code net} put it; the facts are of all chunks so far. */
    record ChunkReceived(QueueId queueId, long nowMs, BodyFacts facts) implements SmtpEvent {}

    /** A chunk has arrived in full and was forgotten. */
    record ChunkSkipped() implements SmtpEvent {}

    /** A body went so far beyond the limit that its end is not waited for. */
    record BodyOverran() implements SmtpEvent {}

    /**
     * The policy's steps are taken.
     *
     * @param findings in the order in which they count
     */
    record MessageEvaluated(QueueId queueId, List<Finding> findings) implements SmtpEvent {}

    /** The message is durable. */
    record MessageCommitted(QueueId queueId) implements SmtpEvent {}

    /** It is not, or nobody knows; or it never came to that. */
    record CommitFailed(QueueId queueId, Reason reason) implements SmtpEvent {}

    /** A time is up. */
    record TimedOut(Reason reason) implements SmtpEvent {}

    /** The server wants to stop. */
    record DrainRequested() implements SmtpEvent {}

    /** The client is gone. */
    record Disconnected() implements SmtpEvent {}

    /** A bug of ours. */
    record Faulted() implements SmtpEvent {}

    /** May a login send as an address? */
    enum SenderCheck {
        ALLOWED,
        FORBIDDEN,
        UNAVAILABLE
    }
}
