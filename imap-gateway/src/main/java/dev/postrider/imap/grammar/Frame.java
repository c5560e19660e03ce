package dev.postrider.imap.grammar;

/** What a framer found in the octets of a client. */
public sealed interface Frame {
    /** A whole command. */
    record Command(CommandText text) implements Frame {}

    /**
     * A literal is to come: the framer waits to be told what to do with it.
     *
     * @param soFar ends with the literal as {@link CommandText.Part.Absent}
     * @param octets as announced, at most {@link Long#MAX_VALUE}
     * @param synchronizing whether the client waits for a continuation request before it sends the octets
     */
    record Literal(CommandText soFar, long octets, boolean synchronizing) implements Frame {}

    /** A line that is no command, without its end. */
    record Line(String text) implements Frame {
        /** It may be a password. */
        @Override
        public String toString() {
            return "Line[" + text.length() + " characters]";
        }
    }

    /** A line, or all of a command, is longer than allowed; it is thrown away. {@code start} is how it began. */
    record TooLong(String start) implements Frame {}

    /** What the framer was told to throw away has passed. */
    record Skipped() implements Frame {}
}
