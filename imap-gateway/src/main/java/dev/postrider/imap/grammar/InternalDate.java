package dev.postrider.imap.grammar;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A moment and the zone to show it in: {@code date-time} of RFC 3501 s9.
 *
 * @param ms Unix time
 */
public record InternalDate(long ms, int offsetMinutes) {
    private static final List<String> MONTHS =
            List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");
    /** What the store can keep. */
    private static final int MAX_OFFSET_MINUTES = 18 * 60;

    /** {@code date-time = DQUOTE date-day-fixed "-" date-month "-" date-year SP time SP zone DQUOTE}, without the quotes. */
    static Optional<InternalDate> parse(String text) {
        if (text.length() != 26
                || text.charAt(11) != ' '
                || text.charAt(20) != ' '
                || text.charAt(14) != ':'
                || text.charAt(17) != ':') {
            return Optional.empty();
        }
        Optional<LocalDate> date = date(text.substring(0, 11).strip());
        int hour = number(text, 12, 14);
        int minute = number(text, 15, 17);
        int second = number(text, 18, 20);
        int zone = zone(text.substring(21));
        if (date.isEmpty() || hour < 0 || minute < 0 || second < 0 || Math.abs(zone) > MAX_OFFSET_MINUTES) {
            return Optional.empty();
        }
        try {
            LocalDateTime local = date.get().atTime(hour, minute, Math.min(second, 59));
            return Optional.of(new InternalDate(
                    local.toInstant(ZoneOffset.ofTotalSeconds(zone * 60)).toEpochMilli(), zone));
        } catch (DateTimeException notATime) {
            return Optional.empty();
        }
    }

    /** {@code date-text = date-day "-" date-month "-" date-year}. */
    static Optional<LocalDate> date(String text) {
        int dash = text.indexOf('-');
        if (dash < 1 || dash > 2 || text.length() != dash + 9 || text.charAt(dash + 4) != '-') {
            return Optional.empty();
        }
        int day = number(text, 0, dash);
        int month = month(text.substring(dash + 1, dash + 4));
        int year = number(text, dash + 5, dash + 9);
        try {
            return day < 1 || month < 1 || year < 0 ? Optional.empty() : Optional.of(LocalDate.of(year, month, day));
        } catch (DateTimeException notADay) {
            return Optional.empty();
        }
    }

    private static int month(String name) {
        for (int i = 0; i < MONTHS.size(); i++) {
            if (MONTHS.get(i).equalsIgnoreCase(name)) {
                return i + 1;
            }
        }
        return 0;
    }

    /** {@code zone = ("+" / "-") 4DIGIT}, in minutes; {@link Integer#MAX_VALUE} if it is none. */
    private static int zone(String text) {
        int hours = number(text, 1, 3);
        int minutes = number(text, 3, 5);
        char sign = text.charAt(0);
        if (hours < 0 || minutes < 0 || minutes > 59 || (sign != '+' && sign != '-')) {
            return Integer.MAX_VALUE;
        }
        return (sign == '-' ? -1 : 1) * (hours * 60 + minutes);
    }

    /** -1 if not all are digits. */
    private static int number(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            if (!Characters.isDigit(text.charAt(i))) {
                return -1;
            }
            value = value * 10 + text.charAt(i) - '0';
        }
        return value;
    }

    /** With its quotes: {@code "17-Jul-1996 02:44:25 -0700"}. */
    public String quoted() {
        ZoneOffset zone = ZoneOffset.ofTotalSeconds(offsetMinutes * 60);
        LocalDateTime local = LocalDateTime.ofInstant(Instant.ofEpochMilli(ms), zone);
        int absolute = Math.abs(offsetMinutes);
        return String.format(
                Locale.ROOT,
                "\"%2d-%s-%04d %02d:%02d:%02d %c%02d%02d\"",
                local.getDayOfMonth(),
                MONTHS.get(local.getMonthValue() - 1),
                local.getYear(),
                local.getHour(),
                local.getMinute(),
                local.getSecond(),
                offsetMinutes < 0 ? '-' : '+',
                absolute / 60,
                absolute % 60);
    }
}
