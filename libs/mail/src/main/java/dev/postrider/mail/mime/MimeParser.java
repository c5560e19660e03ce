package dev.postrider.mail.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Finds the structure of a message while its octets pass by. Give it all octets, in ranges of any size, then
 * {@link #finish()}. It keeps none of the arrays, and its memory is bounded by {@link MimeLimits}. Not thread-safe; for one
 * message.
 *
 * <p>It works line by line. Lines end with LF, with or without CR. A line that starts with the boundary of an open multipart
 * ends all parts within that multipart; if several boundaries match, the longest counts, then the innermost. A header ends
 * with an empty line, with a boundary line, or with the message.
 */
public final class MimeParser {
    /** RFC 2046 s5.1.1 allows 70; a longer one than this is no boundary. */
    private static final int MAX_BOUNDARY = 1000;
    /** What is kept of a line of a body that is split between calls: "--", the boundary, "--". */
    private static final int MAX_BODY_LINE = MAX_BOUNDARY + 4;

    private final MimeLimits limits;
    private final HeaderCapture capture;
    private final Deque<OpenPart> open = new ArrayDeque<>();
    private OpenPart current;
    private int parts = 1;
    private int boundaries;
    private boolean inHeader = true;

    private long position;
    private long lineStart;
    private int lineEndBefore;
    private long lines;

    // The start of a line that is split between calls.
    private byte[] split = new byte[128];
    private int splitSize;
    private boolean isSplit;
    private byte lastOctet;

    /** A parser for one message. */
    public MimeParser(MimeLimits limits) {
        this.limits = limits;
        this.capture = new HeaderCapture(limits);
        this.current = new OpenPart(0, true, false);
        open.push(current);
        capture.start(true);
    }

    /** The structure of a message that is in memory, within the default limits. */
    public static MimePart parse(byte[] message) {
        MimeParser parser = new MimeParser(MimeLimits.DEFAULT);
        parser.accept(message, 0, message.length);
        return parser.finish();
    }

    /** The next octets of the message. */
    public void accept(byte[] octets, int offset, int length) {
        int at = offset;
        int end = offset + length;
        while (at < end) {
            if (!inHeader && boundaries == 0) {
                // Nothing in the rest of the message can have a meaning.
                lines += Octets.lineFeeds(octets, at, end);
                break;
            }
            int lineFeed = Octets.lineFeed(octets, at, end);
            if (lineFeed < 0) {
                keepSplit(octets, at, end);
                break;
            }
            byte before = lineFeed > at ? octets[lineFeed - 1] : isSplit ? lastOctet : 0;
            long lineOffset = position + (lineFeed + 1 - offset);
            int lineEnd = before == '\r' ? 2 : 1;
            if (isSplit) {
                keepSplit(octets, at, lineFeed + 1);
                isSplit = false;
                line(split, 0, splitSize, lineOffset - lineStart, lineEnd);
                splitSize = 0;
            } else {
                line(octets, at, lineFeed + 1, lineOffset - lineStart, lineEnd);
            }
            at = lineFeed + 1;
        }
        if (length > 0) {
            position += length;
            lastOctet = octets[end - 1];
        }
    }

    /** The structure. No octets may follow. */
    public MimePart finish() {
        if (isSplit) {
            line(split, 0, splitSize, position - lineStart, 0);
            isSplit = false;
        }
        while (inHeader) {
            endHeader(position);
        }
        while (open.size() > 1) {
            closeInnermost(position, 0);
        }
        return current.close(position, 0, lines);
    }

    private void keepSplit(byte[] octets, int from, int to) {
        isSplit = true;
        int most = inHeader ? limits.maxHeaderOctets() + MAX_BODY_LINE : MAX_BODY_LINE;
        int length = Math.min(to - from, most - splitSize);
        if (length <= 0) {
            return;
        }
        if (split.length - splitSize < length) {
            split = Arrays.copyOf(split, Math.max(split.length * 2, splitSize + length));
        }
        System.arraycopy(octets, from, split, splitSize, length);
        splitSize += length;
    }

    /**
     * One line.
     *
     * @param from where it starts in {@code octets}
     * @param to where it ends, with its line end; less of it if it is too long
     * @param length its octets in truth
     * @param lineEnd the octets of its line end: 0 for the last line of a message
     */
    private void line(byte[] octets, int from, int to, long length, int lineEnd) {
        if (boundaries > 0 && to - from > 2 && octets[from] == '-' && octets[from + 1] == '-') {
            Optional<OpenPart> multipart = boundaryOf(octets, from + 2, to);
            if (multipart.isPresent() && boundaryLine(multipart.get(), octets, from + 2, to, length, lineEnd)) {
                return;
            }
        }
        boolean blank = length == lineEnd;
        boolean wasInHeader = inHeader;
        if (wasInHeader && !blank) {
            capture.line(octets, from, to);
        }
        lineStart += length;
        lines += lineEnd > 0 ? 1 : 0;
        lineEndBefore = lineEnd;
        if (wasInHeader && blank) {
            endHeader(lineStart);
        }
    }

    private Optional<OpenPart> boundaryOf(byte[] octets, int from, int to) {
        Optional<OpenPart> best = Optional.empty();
        int longest = 0;
        for (OpenPart part : open) {
            if (part.boundaryLength() > longest && part.matches(octets, from, to)) {
                best = Optional.of(part);
                longest = part.boundaryLength();
            }
        }
        return best;
    }

    /**
     * {@code delimiter = CRLF "--" boundary}, {@code close-delimiter = delimiter "--"}. Returns false if there are too many parts
     * for another one: then this and all that follows is content.
     */
    private boolean boundaryLine(OpenPart multipart, byte[] octets, int from, int to, long length, int lineEnd) {
        int behind = from + multipart.boundaryLength();
        boolean last = to - behind >= 2 && octets[behind] == '-' && octets[behind + 1] == '-';
        if (!last && parts >= limits.maxParts()) {
            open.forEach(OpenPart::dropBoundary);
            boundaries = 0;
            return false;
        }
        while (inHeader) {
            endHeader(lineStart);
        }
        int lineEndOfBoundary = lineEndBefore;
        while (current != multipart) {
            MimePart closed = closeInnermost(lineStart, lineEndOfBoundary);
            if (closed.endOffset() == lineStart) {
                // The line end before the boundary ends a header in there, and so belongs to what is around it, too.
                lineEndOfBoundary = 0;
            }
        }
        lineStart += length;
        lines += lineEnd > 0 ? 1 : 0;
        lineEndBefore = lineEnd;
        if (last) {
            multipart.dropBoundary();
            boundaries--;
        } else {
            startPart(new OpenPart(lineStart, false, multipart.isDigest()));
        }
        return true;
    }

    private void startPart(OpenPart part) {
        parts++;
        open.push(part);
        current = part;
        inHeader = true;
        capture.start(part.message);
    }

    private MimePart closeInnermost(long offset, int lineEnd) {
        OpenPart closed = open.pop();
        if (closed.hasBoundary()) {
            boundaries--;
        }
        current = open.element();
        MimePart part = closed.close(offset, lineEnd, lines);
        current.children.add(part);
        return part;
    }

    /** The header of the current part ends here, and its body starts. */
    private void endHeader(long offset) {
        inHeader = false;
        PartHeader header = capture.toPartHeader(current.inDigest);
        boolean mayNest = open.size() < limits.maxDepth() && parts < limits.maxParts();
        byte[] boundary = new byte[0];
        boolean embeds = false;
        if (header.isMultipart()) {
            byte[] found = boundary(header);
            if (found.length == 0) {
                header = header.withType("text", "plain", HeaderCapture.US_ASCII);
            } else if (mayNest) {
                boundary = found;
            } else {
                header = header.withType("application", "octet-stream", List.of());
            }
        } else if (header.isMessage()) {
            embeds = mayNest && header.isIdentityEncoding();
            if (!embeds) {
                header = header.withType("application", "octet-stream", List.of());
            }
        }
        current.bodyStarts(header, offset, lines, boundary);
        if (boundary.length > 0) {
            boundaries++;
        }
        if (embeds) {
            startPart(new OpenPart(offset, true, false));
        }
    }

    private static byte[] boundary(PartHeader header) {
        String text = ParameterValues.raw(header.parameters(), "boundary")
                .or(() -> ParameterValues.find(header.parameters(), "boundary"))
                .orElse("")
                .stripTrailing();
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        return octets.length > MAX_BOUNDARY ? new byte[0] : octets;
    }
}
