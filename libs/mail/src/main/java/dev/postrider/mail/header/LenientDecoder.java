package dev.postrider.mail.header;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Turns octets of a named charset into text, piece by piece. Never fails. With an unknown charset, with US-ASCII and with
 * UTF-8, octets that are not UTF-8 are read as windows-1252. Not thread-safe.
 */
public final class LenientDecoder {
    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    /** What mail calls it, and what is really meant: mostly the superset that the sender's system had. */
    private static final Map<String, String> REALLY_MEANT = Map.ofEntries(
            Map.entry("iso-8859-1", "windows-1252"),
            Map.entry("latin1", "windows-1252"),
            Map.entry("iso-8859-9", "windows-1254"),
            Map.entry("iso-8859-8-i", "iso-8859-8"),
            Map.entry("iso-8859-8-e", "iso-8859-8"),
            Map.entry("iso-8859-6-i", "iso-8859-6"),
            Map.entry("gb2312", "gb18030"),
            Map.entry("gb_2312-80", "gb18030"),
            Map.entry("gbk", "gb18030"),
            Map.entry("x-gbk", "gb18030"),
            Map.entry("euc-cn", "gb18030"),
            Map.entry("ks_c_5601-1987", "x-windows-949"),
            Map.entry("euc-kr", "x-windows-949"),
            Map.entry("shift_jis", "windows-31j"),
            Map.entry("shift-jis", "windows-31j"),
            Map.entry("x-sjis", "windows-31j"),
            Map.entry("sjis", "windows-31j"),
            Map.entry("win-1251", "windows-1251"),
            Map.entry("x-cp1251", "windows-1251"));

    private static final int CHARS = 4096;

    private final CharsetDecoder decoder;
    private final CharBuffer chars;
    private byte[] rest = new byte[0];

    /** @param charsetName as the message names it; empty: none named */
    public LenientDecoder(String charsetName) {
        this(charsetName, CHARS);
    }

    private LenientDecoder(String charsetName, int capacity) {
        this.chars = CharBuffer.allocate(capacity);
        Optional<Charset> charset = find(charsetName);
        CodingErrorAction onError = charset.isEmpty() ? CodingErrorAction.REPORT : CodingErrorAction.REPLACE;
        this.decoder = charset.orElse(StandardCharsets.UTF_8)
                .newDecoder()
                .onMalformedInput(onError)
                .onUnmappableCharacter(onError);
    }

    /** A whole text at once. */
    public static String decode(String charsetName, byte[] octets, int offset, int length) {
        StringBuilder out = new StringBuilder(length);
        LenientDecoder decoder = new LenientDecoder(charsetName, Math.clamp(length, 16, CHARS));
        decoder.accept(octets, offset, length, out::append);
        decoder.finish(out::append);
        return out.toString();
    }

    /** Decodes the next octets. A character that is split at the end waits for the rest of it. */
    public void accept(byte[] octets, int offset, int length, Consumer<? super CharSequence> out) {
        ByteBuffer in;
        if (rest.length == 0) {
            in = ByteBuffer.wrap(octets, offset, length);
        } else {
            byte[] joined = new byte[rest.length + length];
            System.arraycopy(rest, 0, joined, 0, rest.length);
            System.arraycopy(octets, offset, joined, rest.length, length);
            in = ByteBuffer.wrap(joined);
        }
        run(in, false, out);
        rest = new byte[in.remaining()];
        in.get(rest);
    }

    /** The octets end here. */
    public void finish(Consumer<? super CharSequence> out) {
        run(ByteBuffer.wrap(rest), true, out);
        rest = new byte[0];
        decoder.flush(chars);
        drain(out);
        decoder.reset();
    }

    private void run(ByteBuffer in, boolean last, Consumer<? super CharSequence> out) {
        while (true) {
            CoderResult result = decoder.decode(in, chars, last);
            if (result.isUnderflow()) {
                drain(out);
                return;
            }
            if (result.isError()) {
                drain(out);
                byte[] foreign = new byte[result.length()];
                in.get(foreign);
                out.accept(new String(foreign, WINDOWS_1252));
            } else {
                drain(out);
            }
        }
    }

    private void drain(Consumer<? super CharSequence> out) {
        chars.flip();
        if (chars.hasRemaining()) {
            out.accept(chars);
        }
        chars.clear();
    }

    /** The charset of a name that has a meaning of its own; empty for US-ASCII, UTF-8 and unknown ones. */
    private static Optional<Charset> find(String charsetName) {
        String name = charsetName.strip().toLowerCase(Locale.ROOT);
        if (name.isEmpty() || name.length() > 40) {
            return Optional.empty();
        }
        return Optional.ofNullable(Known.BY_NAME.get(REALLY_MEANT.getOrDefault(name, name)))
                .filter(charset ->
                        !charset.equals(StandardCharsets.US_ASCII) && !charset.equals(StandardCharsets.UTF_8));
    }

    /**
     * All charsets by all their names in lower case. The platform's own look-up searches for providers whenever a name is
     * unknown, which would make a header full of made-up names expensive.
     */
    private static final class Known {
        static final Map<String, Charset> BY_NAME = byName();

        private static Map<String, Charset> byName() {
            Map<String, Charset> result = new HashMap<>();
            for (Charset charset : Charset.availableCharsets().values()) {
                for (String alias : charset.aliases()) {
                    result.putIfAbsent(alias.toLowerCase(Locale.ROOT), charset);
                }
            }
            // A charset's own name goes before another's alias.
            for (Charset charset : Charset.availableCharsets().values()) {
                result.put(charset.name().toLowerCase(Locale.ROOT), charset);
            }
            return Map.copyOf(result);
        }
    }
}
