package dev.postrider.smtp.ingress.session;

import dev.postrider.mail.QueueId;
import dev.postrider.sasl.SaslFailure;
import dev.postrider.sasl.SaslInquiry;
import dev.postrider.sasl.SaslMechanism;
import dev.postrider.smtp.BdatCommand;
import dev.postrider.smtp.Reply;
import dev.postrider.smtp.Verb;
import dev.postrider.smtp.ingress.policy.HeaderRules;
import dev.postrider.smtp.ingress.policy.Reason;
import dev.postrider.smtp.ingress.policy.pipeline.Finding;
import dev.postrider.smtp.ingress.policy.pipeline.PolicyStep;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What is to be done. In the order of the list; each that waits for something is the last of its list. */
public sealed interface SmtpAction {
    /**
     * Answer.
     *
     * @param verb what is answered, for the metrics; empty if no command is
     * @param reason empty for what is no refusal
     */
    record SendReply(Optional<Verb> verb, Reply reply, Optional<Reason> reason) implements SmtpAction {
        /** The answer to a command. */
        public static SendReply to(Verb verb, Reply reply) {
            return new SendReply(Optional.of(verb), reply, Optional.empty());
        }

        /** The refusal of a command. */
        public static SendReply refusal(Verb verb, Reason reason) {
            return new SendReply(Optional.of(verb), reason.reply(), Optional.of(reason));
        }

        /** What the server says on its own. */
        public static SendReply unasked(Reason reason) {
            return new SendReply(Optional.empty(), reason.reply(), Optional.of(reason));
        }
    }

    /** Ask the directory; ends in {@link SmtpEvent.RecipientsResolved}. */
    record ResolveRecipients(List<String> addresses, OptionalLong sizeOctets) implements SmtpAction {}

    /** Ask the directory; ends in {@link SmtpEvent.SenderChecked}. */
    record CheckSender(long accountId, String address) implements SmtpAction {}

    /** Ask the directory; ends in {@link SmtpEvent.LoginChecked}. */
    record CheckLogin(SaslInquiry inquiry) implements SmtpAction {}

    /** Tell the metrics how an attempt to log in ended; {@code failure} is empty if it passed. */
    record ReportLogin(SaslMechanism mechanism, Optional<SaslFailure> failure) implements SmtpAction {}

    /** Wait, so that guessing takes time; ends in {@link SmtpEvent.RefusalDue}. */
    record HoldRefusal(Duration delay) implements SmtpAction {}

    /** Answer in plaintext and shake hands at once; ends in {@link SmtpEvent.TlsEstablished}. */
    record StartTls(Reply reply) implements SmtpAction {}

    /**
     * Take a body; ends in {@link SmtpEvent.BodyReceived}, or, if it comes in chunks, when the last of them was received.
     *
     * @param inlineOctets up to here in memory
     * @param maxOctets beyond, it is only counted
     * @param inChunks by BDAT, not by DATA
     * @param steps of the policy that will look at it; may be empty
     */
    record ReceiveBody(
            OptionalLong announcedOctets,
            int inlineOctets,
            long maxOctets,
            HeaderRules header,
            boolean inChunks,
            List<PolicyStep> steps)
            implements SmtpAction {}

    /** Take so many octets, into the body if there is one; ends in {@link SmtpEvent.ChunkReceived} or {@link SmtpEvent.ChunkSkipped}. */
    record ReceiveChunk(BdatCommand chunk) implements SmtpAction {}
    /** Take the policy's steps; ends in {@link SmtpEvent.MessageEvaluated}. */
    record EvaluateMessage(Candidate candidate) implements SmtpAction {}

    /** Forget the body that was taken. */
    record DiscardBody() implements SmtpAction {}

    /** Make the message with the body that was taken durable; ends in {@link SmtpEvent.MessageCommitted}. */
    record CommitMessage(Mail mail) implements SmtpAction {}

    /** Tell the log and the metrics what became of a message. */
    record ReportMessage(MessageReport report) implements SmtpAction {}

    /** End the connection after what was answered has gone out. */
    record Close(CloseCause cause) implements SmtpAction {}

    /** End the connection at once. */
    record Drop(CloseCause cause) implements SmtpAction {}

    /**
     * What became of a body.
     *
     * @param reason empty: accepted
     * @param findings of the policy; empty if it was not asked
     */
    record MessageReport(
            Optional<QueueId> queueId,
            Optional<Reason> reason,
            Transaction.Open transaction,
            long octets,
            List<Finding> findings) {}
}
