package dev.postrider.delivery.session;

import dev.postrider.delivery.policy.Verdict;

/** What the shell is to do, in this order. */
public sealed interface RelayAction {
    /** Write {@code text}: one or more whole lines. Never log it: it may hold a password. */
    record Send(String text) implements RelayAction {
        @Override
        public String toString() {
            return text.startsWith("AUTH") ? "Send[AUTH …]" : "Send[" + text + "]";
        }
    }

    /** Shake hands; nothing that arrived before may be read after. */
    record StartTls() implements RelayAction {}

    /** Stream the message with dots stuffed, then the final dot. */
    record StreamBody() implements RelayAction {}

    /** Wait for what the phase stands for, as long as its limit allows. */
    record Expect(Phase phase) implements RelayAction {}

    /** The session can carry a message. */
    record BecomeReady() implements RelayAction {}

    /** A transaction ended. */
    record Finish(TransactionResult result) implements RelayAction {}

    /**
     * The session never became ready.
     *
     * @param plaintextMayHelp it was the handshake that failed, and TLS is not required
     */
    record GiveUp(Verdict verdict, boolean plaintextMayHelp) implements RelayAction {}

    /** Close the connection. */
    record Close() implements RelayAction {}
}
