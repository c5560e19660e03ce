package dev.postrider.mail.mime;

import dev.postrider.mail.header.LenientDecoder;
import java.util.function.Consumer;

/**
 * Decodes the body of a text part: transfer encoding, then charset. Give it the octets from {@link MimePart#bodyOffset()} to
 * {@link MimePart#endOffset()} in ranges of any size, then {@link #finish()}; the text comes out in pieces.
 *
 * <p>Never fails: broken base64 and quoted-printable are read as far as they go, an unknown transfer encoding counts as none,
 * and charsets are read as {@link LenientDecoder} does. Line ends stay as they are. Not thread-safe; for one part.
 */
public final class DecodedText {
    private final TransferDecoder transfer;
    private final LenientDecoder charset;
    private final Consumer<? super CharSequence> out;

    /**
     * @param part says which encoding and charset
     * @param out takes each piece; the sequence is valid only during the call
     */
    public DecodedText(MimePart part, Consumer<? super CharSequence> out) {
        LenientDecoder decoder = new LenientDecoder(part.parameter("charset").orElse(""));
        this.charset = decoder;
        this.out = out;
        this.transfer = TransferDecoder.of(
                part.encoding(), (octets, offset, length) -> decoder.accept(octets, offset, length, out));
    }

    /** The text of a part of a message that is in memory. */
    public static String of(MimePart part, byte[] message) {
        return decode(part, message, (int) part.bodyOffset(), (int) part.bodyLength());
    }

    /** The text of a part whose body is in memory. */
    public static String decode(MimePart part, byte[] octets, int offset, int length) {
        StringBuilder text = new StringBuilder(length);
        DecodedText decoder = new DecodedText(part, text::append);
        decoder.accept(octets, offset, length);
        decoder.finish();
        return text.toString();
    }

    /** The next octets of the body. */
    public void accept(byte[] octets, int offset, int length) {
        transfer.accept(octets, offset, length);
    }

    /** The body ends here. */
    public void finish() {
        transfer.finish();
        charset.finish(out);
    }
}
