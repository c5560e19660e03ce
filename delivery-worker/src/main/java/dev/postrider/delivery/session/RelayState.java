package dev.postrider.delivery.session;

import dev.postrider.delivery.policy.Verdict;
import dev.postrider.smtp.client.Capabilities;
import java.util.List;
import java.util.Optional;

/** Where a session is. */
public sealed interface RelayState {
    /** Waiting for 220. */
    record Greeting() implements RelayState {}

    /** EHLO is sent, over TLS or not. */
    record Hello(boolean secure) implements RelayState {}

    /** EHLO was not understood, HELO is sent. */
    record OldHello(boolean secure) implements RelayState {}

    /** STARTTLS is sent. */
    record StartingTls(Capabilities capabilities) implements RelayState {}

    /** The handshake is under way. */
    record Handshaking() implements RelayState {}

    /** AUTH is sent. */
    record Authenticating(Capabilities capabilities) implements RelayState {}

    /** Open for a message. */
    record Idle(Capabilities capabilities) implements RelayState {}

    /**
     * The envelope is being sent.
     *
     * @param live indices of the recipients for which there is a RCPT, in order
     * @param answered how many of MAIL, each RCPT and DATA have been answered
     * @param mailRefused the verdict on all recipients, if MAIL was refused
     * @param verdicts one per recipient; empty as long as it is not refused
     */
    record Envelope(
            Capabilities capabilities,
            Transaction transaction,
            List<Integer> live,
            int answered,
            Optional<Verdict> mailRefused,
            List<Optional<Verdict>> verdicts)
            implements RelayState {
        public Envelope {
            live = List.copyOf(live);
            verdicts = List.copyOf(verdicts);
        }
    }

    /** The server said 354 and the body is on its way. */
    record SendingBody(Envelope envelope) implements RelayState {}

    /** The final dot is sent; from here on nobody but the server knows. */
    record AwaitingFinal(Envelope envelope) implements RelayState {}

    /** 354 came although nobody takes the message: an empty one is sent, and its answer says nothing. */
    record AwaitingNothing(Capabilities capabilities) implements RelayState {}

    /** RSET is sent. */
    record Resetting(Capabilities capabilities) implements RelayState {}

    /** QUIT is sent. */
    record Quitting() implements RelayState {}

    /** Over. */
    record Closed() implements RelayState {}
}
