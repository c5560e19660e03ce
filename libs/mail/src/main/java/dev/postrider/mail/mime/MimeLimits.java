package dev.postrider.mail.mime;

/**
 * Bounds of one message's structure. Beyond them the rest of the message is an opaque body.
 *
 * @param maxDepth levels of {@link MimePart}; the root is level 1, an embedded message takes a level of its own
 * @param maxParts parts in all
 * @param maxHeaderOctets octets of the header fields of one part that are looked at
 * @param maxTotalHeaderOctets octets of the header fields of all parts that are looked at
 */
public record MimeLimits(int maxDepth, int maxParts, int maxHeaderOctets, int maxTotalHeaderOctets) {
    /**
     * What every service uses. The depth stays below 100 because protobuf refuses messages that are nested deeper, and the
     * structure travels as one.
     */
    public static final MimeLimits DEFAULT = new MimeLimits(90, 10_000, 128 * 1024, 1024 * 1024);

    /** Throws {@link IllegalArgumentException} unless all are positive. */
    public MimeLimits {
        if (maxDepth < 1 || maxParts < 1 || maxHeaderOctets < 1 || maxTotalHeaderOctets < 1) {
            throw new IllegalArgumentException("Limits must be positive");
        }
    }
}
