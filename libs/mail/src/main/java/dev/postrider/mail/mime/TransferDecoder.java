package dev.postrider.mail.mime;

import java.util.Arrays;
import java.util.Locale;

/**
 * Undoes a content transfer encoding, RFC 2045 s6, while the octets pass by. Never fails: what is not allowed is skipped (base64)
 * or kept (quoted-printable). Not thread-safe; for one body.
 */
public abstract sealed class TransferDecoder {
    private static final int BUFFER = 4096;

    private final Sink sink;
    private final byte[] buffer = new byte[BUFFER];
    private int size;

    private TransferDecoder(Sink sink) {
        this.sink = sink;
    }

    /** Takes decoded octets, which are valid only during the call. */
    @FunctionalInterface
    public interface Sink {
        /** The next octets. */
        void accept(byte[] octets, int offset, int length);
    }

    /** A decoder for an encoding; an unknown one passes the octets through. */
    public static TransferDecoder of(String encoding, Sink sink) {
        return switch (encoding.toLowerCase(Locale.ROOT)) {
            case "base64" -> new Base64Body(sink);
            case "quoted-printable" -> new QuotedPrintableBody(sink);
            default -> new IdentityBody(sink);
        };
    }

    /** The next octets of the body. */
    public abstract void accept(byte[] octets, int offset, int length);

    /** The body ends here. */
    public void finish() {
        drain();
    }

    final void emit(int octet) {
        if (size == BUFFER) {
            drain();
        }
        buffer[size++] = (byte) octet;
    }

    private void drain() {
        if (size > 0) {
            sink.accept(buffer, 0, size);
            size = 0;
        }
    }

    private static final class IdentityBody extends TransferDecoder {
        private final Sink direct;

        IdentityBody(Sink sink) {
            super(sink);
            this.direct = sink;
        }

        @Override
        public void accept(byte[] octets, int offset, int length) {
            direct.accept(octets, offset, length);
        }
    }

    /** RFC 2045 s6.8. Padding ends a quantum; another may follow. */
    private static final class Base64Body extends TransferDecoder {
        private static final byte[] VALUES = values();

        private int bits;
        private int characters;

        Base64Body(Sink sink) {
            super(sink);
        }

        @Override
        public void accept(byte[] octets, int offset, int length) {
            for (int i = offset, end = offset + length; i < end; i++) {
                int value = VALUES[octets[i] & 0xFF];
                if (value >= 0) {
                    bits = bits << 6 | value;
                    if (++characters == 4) {
                        emit(bits >> 16);
                        emit(bits >> 8);
                        emit(bits);
                        characters = 0;
                        bits = 0;
                    }
                } else if (octets[i] == '=') {
                    endQuantum();
                }
            }
        }

        @Override
        public void finish() {
            endQuantum();
            super.finish();
        }

        private void endQuantum() {
            if (characters == 2) {
                emit(bits >> 4);
            } else if (characters == 3) {
                emit(bits >> 10);
                emit(bits >> 2);
            }
            characters = 0;
            bits = 0;
        }

        private static byte[] values() {
            byte[] result = new byte[256];
            Arrays.fill(result, (byte) -1);
            String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
            for (int i = 0; i < alphabet.length(); i++) {
                result[alphabet.charAt(i)] = (byte) i;
            }
            return result;
        }
    }

    /** RFC 2045 s6.7. */
    private static final class QuotedPrintableBody extends TransferDecoder {
        /** What stands before the next octet. */
        private enum State {
            TEXT,
            EQUALS,
            FIRST_DIGIT,
            BLANK_BEHIND_EQUALS,
            CR_BEHIND_EQUALS
        }

        private State state = State.TEXT;
        private byte firstDigit;

        QuotedPrintableBody(Sink sink) {
            super(sink);
        }

        @Override
        public void accept(byte[] octets, int offset, int length) {
            for (int i = offset, end = offset + length; i < end; i++) {
                step(octets[i]);
            }
        }

        @Override
        public void finish() {
            if (state == State.FIRST_DIGIT) {
                emit('=');
                emit(firstDigit);
            }
            state = State.TEXT;
            super.finish();
        }

        private void step(byte octet) {
            switch (state) {
                case TEXT -> text(octet);
                case EQUALS -> {
                    if (Character.digit(octet, 16) >= 0) {
                        firstDigit = octet;
                        state = State.FIRST_DIGIT;
                    } else {
                        softLineBreak(octet, false);
                    }
                }
                case FIRST_DIGIT -> {
                    int low = Character.digit(octet, 16);
                    state = State.TEXT;
                    if (low >= 0) {
                        emit(Character.digit(firstDigit, 16) << 4 | low);
                    } else {
                        emit('=');
                        emit(firstDigit);
                        text(octet);
                    }
                }
                case BLANK_BEHIND_EQUALS -> softLineBreak(octet, true);
                case CR_BEHIND_EQUALS -> {
                    state = State.TEXT;
                    if (octet != '\n') {
                        text(octet);
                    }
                }
            }
        }

        private void text(byte octet) {
            if (octet == '=') {
                state = State.EQUALS;
            } else {
                emit(octet);
            }
        }

        private void softLineBreak(byte octet, boolean blankBefore) {
            switch (octet) {
                case '\n' -> state = State.TEXT;
                case '\r' -> state = State.CR_BEHIND_EQUALS;
                case ' ', '\t' -> state = State.BLANK_BEHIND_EQUALS;
                default -> {
                    state = State.TEXT;
                    emit('=');
                    if (blankBefore) {
                        emit(' ');
                    }
                    text(octet);
                }
            }
        }
    }
}
