package dev.postrider.smtp.client;

import dev.postrider.smtp.Reply;

/** What {@link ReplyParser} made of the octets that a server sent. */
public sealed interface ReplyEvent {
    /** A whole reply. */
    record Received(Reply reply) implements ReplyEvent {}

    /**
     * What came is no reply, or beyond the limits. The parser takes nothing after it: the connection is of no more use.
     *
     * @param why for logs and diagnostics; holds at most a short printable excerpt of what came
     */
    record Malformed(String why) implements ReplyEvent {}
}
