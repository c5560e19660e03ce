package dev.postrider.smtp.ingress.session;

import java.util.List;

/**
 * Looks at the header block of a message while it streams by: its length, how often it was received, and which fields it has. One
 * per message; keeps no octets but the start of a field's name.
 */
public final class HeaderScan {
    /** The longest name that is looked for. */
    private static final int NAME_OCTETS = 26;

    private static final String RECEIVED = "received";
    private static final String DELIVERED_TO = "delivered-to";
    private static final String DATE = "date";
    private static final String MESSAGE_ID = "message-id";
    private static final String TLS_REQUIRED = "tls-required";

    private final char[] name = new char[NAME_OCTETS];
    private final List<String> watched;
    private int column;
    private boolean inName = true;
    private boolean ended;
    private long octets;
    private int receivedHops;
    private int deliveries;
    private boolean date;
    private boolean messageId;
    private boolean sawWatched;
    private TlsRequired tlsRequired = TlsRequired.ELSEWHERE;
    private boolean tlsNotRequired;

    /** How far the value of TLS-Required is read: {@code *FWS "No" *FWS}, in any case. */
    private enum TlsRequired {
        ELSEWHERE,
        BEFORE,
        N,
        NO,
        SOMETHING_ELSE;

        TlsRequired then(byte c) {
            boolean blank = c == ' ' || c == '\t';
            return switch (this) {
                case ELSEWHERE -> ELSEWHERE;
                case BEFORE -> blank ? BEFORE : c == 'N' || c == 'n' ? N : SOMETHING_ELSE;
                case N -> c == 'O' || c == 'o' ? NO : SOMETHING_ELSE;
                case NO -> blank ? NO : SOMETHING_ELSE;
                case SOMETHING_ELSE -> SOMETHING_ELSE;
            };
        }
    }

    /** @param watched names of further fields, in lower case */
    public HeaderScan(List<String> watched) {
        this.watched = watched;
    }

    /** Has the blank line been seen? Then the rest need not be shown. */
    public boolean ended() {
        return ended;
    }

    /** Takes {@code in[from, to)}. Returns the index behind the blank line, or {@code to}. */
    public int accept(byte[] in, int from, int to) {
        for (int i = from; i < to; i++) {
            byte c = in[i];
            octets++;
            if (c == '\n') {
                // Lines end with LF here, so that a header with bare ones, refused later, is still counted right.
                if (column == 0) {
                    endOfField();
                    ended = true;
                    return i + 1;
                }
                column = 0;
                inName = true;
            } else if (c != '\r') {
                if (inName) {
                    name(c);
                } else {
                    tlsRequired = tlsRequired.then(c);
                }
                column++;
            }
        }
        return to;
    }

    /** {@code field-name *WSP ":"}; a line that starts with white space continues the one before, RFC 5322 s2.2.3. */
    private void name(byte c) {
        if (column == 0) {
            if (c == ' ' || c == '\t') {
                tlsRequired = tlsRequired.then(c);
            } else {
                endOfField();
            }
        }
        if (c == ':') {
            inName = false;
            field();
        } else if (column >= NAME_OCTETS) {
            inName = c == ' ' || c == '\t';
        } else {
            name[column] = (char) (c >= 'A' && c <= 'Z' ? c + 32 : c & 0xFF);
            inName = column > 0 || (c != ' ' && c != '\t');
        }
    }

    private void endOfField() {
        tlsNotRequired |= tlsRequired == TlsRequired.NO;
        tlsRequired = TlsRequired.ELSEWHERE;
    }

    private void field() {
        int length = Math.min(column, NAME_OCTETS);
        while (length > 0 && (name[length - 1] == ' ' || name[length - 1] == '\t')) {
            length--;
        }
        if (is(RECEIVED, length)) {
            receivedHops++;
        }
        if (is(DELIVERED_TO, length)) {
            deliveries++;
        }
        date |= is(DATE, length);
        messageId |= is(MESSAGE_ID, length);
        if (is(TLS_REQUIRED, length)) {
            tlsRequired = TlsRequired.BEFORE;
        }
        for (int i = 0; i < watched.size() && !sawWatched; i++) {
            sawWatched = is(watched.get(i), length);
        }
    }

    private boolean is(String candidate, int length) {
        if (candidate.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (name[i] != candidate.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Is one of the watched fields there? */
    public boolean sawWatched() {
        return sawWatched;
    }

    /** Octets of the header block so far, its blank line included. */
    public long octets() {
        return octets;
    }

    public int receivedHops() {
        return receivedHops;
    }

    /** Are there so many traces that the message may have been here more often than {@code limit} times? */
    public boolean mayLoop(int limit) {
        return receivedHops > limit || deliveries > limit;
    }

    public boolean hasDate() {
        return date;
    }

    public boolean hasMessageId() {
        return messageId;
    }

    /** Does the sender say {@code TLS-Required: No} (RFC 8689 s5)? */
    public boolean tlsNotRequired() {
        return tlsNotRequired || tlsRequired == TlsRequired.NO;
    }
}
