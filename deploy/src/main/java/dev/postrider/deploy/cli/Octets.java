package dev.postrider.deploy.cli;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A size for people: {@code 500MiB}, {@code 2G}, {@code 0}. Units are powers of 1,024. */
record Octets(long count) {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,15})\\s*([KMGTP]?)(I?B)?");
    private static final String UNITS = "KMGTP";
    private static final long MAX = (1L << 53) - 1;

    static final class Converter implements ITypeConverter<Octets> {
        @Override
        public Octets convert(String text) {
            return parse(text);
        }
    }

    static Octets parse(String text) {
        if (List.of("none", "unlimited").contains(text.toLowerCase(Locale.ROOT))) {
            return new Octets(0);
        }
        Matcher matcher = TEXT.matcher(text.toUpperCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + text + "' is not a size such as 500MiB, 2G or none");
        }
        long count = Long.parseLong(matcher.group(1));
        int shift = matcher.group(2).isEmpty() ? 0 : 10 * (UNITS.indexOf(matcher.group(2)) + 1);
        if (count > MAX >> shift) {
            throw new TypeConversionException("'" + text + "' is too large");
        }
        return new Octets(count << shift);
    }

    /** With one decimal, in the largest unit that fits. */
    static String show(long octets) {
        if (octets < 1_024) {
            return octets + " B";
        }
        int unit = Math.min(UNITS.length(), (63 - Long.numberOfLeadingZeros(octets)) / 10);
        return String.format(Locale.ROOT, "%.1f %ciB", octets / Math.pow(1_024, unit), UNITS.charAt(unit - 1));
    }

    /** A quota, where 0 is no limit. */
    static String showQuota(long octets) {
        return octets == 0 ? "none" : show(octets);
    }
}
