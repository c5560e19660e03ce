package dev.postrider.delivery.session;

import dev.postrider.smtp.Reply;

/** What happens to a session. */
public sealed interface RelayEvent {
    /** A whole reply arrived. */
    record ReplyReceived(Reply reply) implements RelayEvent {}

    /** What arrived is no reply, or is one that must not be there. */
    record ProtocolBroken(String why) implements RelayEvent {}

    /** The handshake that {@link RelayAction.StartTls} asked for is done. */
    record TlsEstablished() implements RelayEvent {}

    /** The handshake failed; the connection is gone with it. */
    record TlsFailed(String why) implements RelayEvent {}

    /** There is a message to carry. Only in {@link RelayState.Idle}. */
    record TransactionBegun(Transaction transaction) implements RelayEvent {}

    /** The body and the final dot are on their way. */
    record BodySent() implements RelayEvent {}

    /** The body could not be read to its end: nothing but a closed connection can keep the server from taking half of it. */
    record BodyFailed(String why, boolean missing) implements RelayEvent {}

    /** What {@link RelayAction.Expect} announced did not come in time. */
    record TimedOut() implements RelayEvent {}

    /** The connection ended or broke. */
    record ConnectionLost(String why) implements RelayEvent {}

    /** The session is not needed any more. */
    record QuitAsked() implements RelayEvent {}
}
