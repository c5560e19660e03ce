package dev.postrider.mail.mime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A part whose end has not been seen yet. */
final class OpenPart {
    private static final byte[] NO_BOUNDARY = new byte[0];

    final long headerOffset;
    final boolean message;
    final boolean inDigest;
    final List<MimePart> children = new ArrayList<>(0);

    private long bodyOffset;
    private long linesBefore;
    private Optional<PartHeader> header = Optional.empty();
    private byte[] boundary = NO_BOUNDARY;

    /**
     * @param message the root or an embedded message
     * @param inDigest the child of a multipart/digest
     */
    OpenPart(long headerOffset, boolean message, boolean inDigest) {
        this.headerOffset = headerOffset;
        this.message = message;
        this.inDigest = inDigest;
    }

    /**
     * The header has ended.
     *
     * @param linesBefore line ends of the whole message before the body
     * @param boundary empty for all that is not a multipart
     */
    void bodyStarts(PartHeader partHeader, long offset, long linesBefore, byte[] boundary) {
        this.header = Optional.of(partHeader);
        this.bodyOffset = offset;
        this.linesBefore = linesBefore;
        this.boundary = boundary;
    }

    /** Are boundary lines of this part still expected? */
    boolean hasBoundary() {
        return boundary.length > 0;
    }

    int boundaryLength() {
        return boundary.length;
    }

    /** Does its boundary stand at the start of {@code [from, to)}? */
    boolean matches(byte[] octets, int from, int to) {
        int length = boundary.length;
        return length > 0 && to - from >= length && Arrays.equals(octets, from, from + length, boundary, 0, length);
    }

    /** No more boundary lines: the rest is an epilogue. */
    void dropBoundary() {
        boundary = NO_BOUNDARY;
    }

    boolean isDigest() {
        return header.isPresent()
                && header.get().isMultipart()
                && header.get().subtype().equals("digest");
    }

    /**
     * Closes the part in front of a boundary line, or at the end of the message.
     *
     * @param lineStart where the boundary line starts
     * @param lineEnd octets of the line end before it, which belong to the boundary; 0 at the end of the message
     * @param lines line ends of the whole message before {@code lineStart}
     */
    MimePart close(long lineStart, int lineEnd, long lines) {
        boolean hasLineEnd = lineEnd > 0 && lineStart > bodyOffset;
        long end = hasLineEnd ? Math.max(bodyOffset, lineStart - lineEnd) : lineStart;
        PartHeader said = header.orElseThrow();
        return new MimePart(
                headerOffset,
                bodyOffset,
                end,
                lines - linesBefore - (hasLineEnd ? 1 : 0),
                said.type(),
                said.subtype(),
                said.parameters(),
                said.contentId(),
                said.description(),
                said.encoding(),
                said.md5(),
                said.disposition(),
                said.dispositionParameters(),
                said.languages(),
                said.location(),
                children,
                said.envelope());
    }
}
