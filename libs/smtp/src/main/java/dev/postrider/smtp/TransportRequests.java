package dev.postrider.smtp;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How MAIL asks for a message to be carried on.
 *
 * @param requireTls RFC 8689 s2: only over connections that are encrypted and authenticated
 * @param priority RFC 6710 s4: from -9 to 9
 * @param deliverBy RFC 2852 s4
 * @param release RFC 4865 s4
 */
public record TransportRequests(
        boolean requireTls, OptionalInt priority, Optional<DeliverBy> deliverBy, Optional<Release> release) {
    /** None. */
    public static final TransportRequests NONE =
            new TransportRequests(false, OptionalInt.empty(), Optional.empty(), Optional.empty());

    private static final int MAX_DIGITS = 9;

    /**
     * A time limit.
     *
     * @param seconds from when the message is accepted; with {@link LateMail#NOTIFY} it may have passed
     * @param trace whether relaying is to be reported
     */
    public record DeliverBy(int seconds, LateMail then, boolean trace) {}

    /** What is to happen to a message that is late. */
    public enum LateMail {
        /** It goes back, and is not delivered any more. */
        RETURN,
        /** Its sender hears of it, and it stays under way. */
        NOTIFY
    }

    /** Not before. */
    public sealed interface Release {
        /** So long after the message is accepted. */
        record HoldFor(int seconds) implements Release {}

        /** Unix time. */
        record HoldUntil(long seconds) implements Release {}
    }

    /** <pre>priority-value = (["-"] NZDIGIT) / "0"</pre> */
    static OptionalInt priority(String value) {
        boolean negative = value.startsWith("-");
        String digit = negative ? value.substring(1) : value;
        if (digit.length() != 1 || !isNumber(digit) || (negative && digit.equals("0"))) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(negative ? -Integer.parseInt(digit) : Integer.parseInt(digit));
    }

    /**
     * <pre>
     * by-value = by-time ";" by-mode [by-trace]
     * by-time  = ["-" / "+"] 1*9digit
     * by-mode  = "N" / "R"
     * by-trace = "T"
     * </pre>
     *
     * A message that is to go back when it is late must not be late already.
     */
    static Optional<DeliverBy> deliverBy(String value) {
        int semicolon = value.indexOf(';');
        if (semicolon < 0) {
            return Optional.empty();
        }
        String time = value.substring(0, semicolon);
        boolean signed = time.startsWith("-") || time.startsWith("+");
        String digits = signed ? time.substring(1) : time;
        if (!isNumber(digits)) {
            return Optional.empty();
        }
        int seconds = time.startsWith("-") ? -Integer.parseInt(digits) : Integer.parseInt(digits);
        return switch (value.substring(semicolon + 1).toUpperCase(Locale.ROOT)) {
            case "N" -> Optional.of(new DeliverBy(seconds, LateMail.NOTIFY, false));
            case "NT" -> Optional.of(new DeliverBy(seconds, LateMail.NOTIFY, true));
            case "R" ->
                Optional.of(new DeliverBy(seconds, LateMail.RETURN, false)).filter(by -> by.seconds() > 0);
            case "RT" ->
                Optional.of(new DeliverBy(seconds, LateMail.RETURN, true)).filter(by -> by.seconds() > 0);
            default -> Optional.empty();
        };
    }

    /** <pre>future-release-integer = 1*9DIGIT</pre>, and not zero. */
    static Optional<Release> holdFor(String value) {
        return isNumber(value) && Integer.parseInt(value) > 0
                ? Optional.of(new Release.HoldFor(Integer.parseInt(value)))
                : Optional.empty();
    }

    /** <pre>future-release-date-time = date-time</pre> of RFC 3339 s5.6 (erratum 2040). */
    static Optional<Release> holdUntil(String value) {
        try {
            return Optional.of(new Release.HoldUntil(OffsetDateTime.parse(value).toEpochSecond()));
        } catch (DateTimeException malformed) {
            return Optional.empty();
        }
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() <= MAX_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
