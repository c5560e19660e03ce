package dev.postrider.mail.header;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads the Date field of a message, RFC 5322 s3.3 with the obsolete syntax of s4.3.
 *
 * <pre>date-time = [ day-of-week "," ] day month year hour ":" minute [ ":" second ] zone</pre>
 *
 * QUIRK(asctime): the month may stand before the day and the year at the end; the zone or the time may be missing.
 */
public final class MessageDate {
    private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
    private static final int MAX_LENGTH = 200;

    private int year = -1;
    private int month = -1;
    private int day = -1;
    private int hour;
    private int minute;
    private int second;
    private int offsetMinutes;

    private MessageDate() {}

    /** Reads an unfolded field value. Empty if it is not a date. */
    public static Optional<OffsetDateTime> parse(String value) {
        return value.length() > MAX_LENGTH ? Optional.empty() : new MessageDate().read(value);
    }

    private Optional<OffsetDateTime> read(String value) {
        for (String token : withoutComments(value).replaceAll("\\s*:\\s*", ":").split("[\\s,]+", -1)) {
            if (!token.isEmpty()) {
                token(token.toLowerCase(Locale.ROOT));
            }
        }
        try {
            return Optional.of(OffsetDateTime.of(
                    year,
                    month,
                    day,
                    hour,
                    minute,
                    Math.min(second, 59),
                    0,
                    ZoneOffset.ofTotalSeconds(offsetMinutes * 60)));
        } catch (DateTimeException notADate) {
            return Optional.empty();
        }
    }

    private void token(String token) {
        char first = token.charAt(0);
        if (token.indexOf(':') > 0) {
            // QUIRK(zone without a space): "00:01+0000".
            int sign = Math.max(token.indexOf('+'), token.indexOf('-'));
            time(sign < 0 ? token : token.substring(0, sign));
            if (sign >= 0 && token.length() - sign == 5) {
                zone(token.substring(sign));
            }
        } else if ((first == '+' || first == '-') && token.length() == 5) {
            zone(token);
        } else if (first >= '0' && first <= '9') {
            int hyphen = token.indexOf('-');
            if (hyphen > 0) {
                for (String piece : token.split("-", -1)) {
                    if (!piece.isEmpty()) {
                        token(piece);
                    }
                }
            } else {
                dayOrYear(token);
            }
        } else {
            word(token);
        }
    }

    private void time(String token) {
        String[] pieces = token.split(":", -1);
        hour = number(pieces[0]);
        minute = pieces.length > 1 ? number(pieces[1]) : 0;
        second = pieces.length > 2 ? number(pieces[2]) : 0;
    }

    /** {@code zone = ( "+" / "-" ) 4DIGIT}. One that is out of range counts as UTC. */
    private void zone(String token) {
        int digits = number(token.substring(1));
        int minutes = digits / 100 * 60 + digits % 100;
        if (digits >= 0 && minutes <= 18 * 60) {
            offsetMinutes = token.charAt(0) == '-' ? -minutes : minutes;
        }
    }

    /** {@code obs-year}: two digits below 50 are 20xx, other two or three digits 19xx and later. */
    private void dayOrYear(String token) {
        int value = number(token);
        if (day < 0 && token.length() <= 2) {
            day = value;
        } else if (year < 0 && value >= 0) {
            year = token.length() >= 4 ? value : token.length() == 2 && value < 50 ? value + 2000 : value + 1900;
        }
    }

    private void word(String token) {
        if (token.length() >= 3 && month < 0) {
            int index = MONTHS.indexOf(token.substring(0, 3));
            if (index >= 0 && index % 3 == 0) {
                month = index / 3 + 1;
                return;
            }
        }
        switch (token) {
            case "edt" -> offsetMinutes = -4 * 60;
            case "est", "cdt" -> offsetMinutes = -5 * 60;
            case "cst", "mdt" -> offsetMinutes = -6 * 60;
            case "mst", "pdt" -> offsetMinutes = -7 * 60;
            case "pst" -> offsetMinutes = -8 * 60;
            default -> {
                // Day names, and zones that RFC 5322 s4.3 says to read as -0000.
            }
        }
    }

    private static int number(String digits) {
        if (digits.isEmpty() || digits.length() > 9) {
            return -1;
        }
        int result = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            result = result * 10 + (c - '0');
        }
        return result;
    }

    private static String withoutComments(String value) {
        if (value.indexOf('(') < 0) {
            return value;
        }
        StringBuilder out = new StringBuilder(value.length());
        int i = 0;
        while (i < value.length()) {
            if (value.charAt(i) == '(') {
                i = AddressList.comment(value, i, new StringBuilder());
                out.append(' ');
            } else {
                out.append(value.charAt(i++));
            }
        }
        return out.toString();
    }
}
