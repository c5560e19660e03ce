package dev.postrider.mailauth.dmarc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A DMARC policy record (RFC 9989 s4.7, s4.8). What is malformed in it has its default; what is unknown is left out.
 *
 * @param policy {@code p}; absent if missing or invalid
 * @param subdomainPolicy {@code sp}
 * @param nonExistentPolicy {@code np}
 * @param policiesValid no {@code sp} or {@code np} that is malformed, and a {@code p} that is not
 * @param dkimAlignment {@code adkim}
 * @param spfAlignment {@code aspf}
 * @param testing {@code t=y}
 * @param aggregateReports {@code rua}: the URIs that are syntactically valid
 * @param failureReports {@code ruf}, likewise
 * @param failureOptions {@code fo}: of {@code 0 1 d s}
 */
public record DmarcRecord(
        Optional<DmarcPolicy> policy,
        Optional<DmarcPolicy> subdomainPolicy,
        Optional<DmarcPolicy> nonExistentPolicy,
        boolean policiesValid,
        Alignment dkimAlignment,
        Alignment spfAlignment,
        boolean testing,
        Psd psd,
        List<String> aggregateReports,
        List<String> failureReports,
        List<String> failureOptions) {

    private static final String VERSION = "DMARC1";
    private static final int MAX_TAGS = 100;
    private static final int MAX_URIS = 20;
    /** RFC 3986 s3, as far as a report's address needs it; comma and exclamation mark must be encoded. */
    private static final Pattern URI =
            Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?#\\[\\]@$&'()*+;=-]|%[0-9A-Fa-f]{2})+");
    /** What RFC 7489 allowed behind a URI, a maximum size; it has no meaning any more. */
    private static final Pattern SIZE_LIMIT = Pattern.compile("![0-9]+[kmgtKMGT]?$");

    private static final Pattern FAILURE_OPTIONS = Pattern.compile("[01dsDS](?:\\s*:\\s*[01dsDS])*");

    /** {@code dmarc-rors = "r" / "s"}. */
    public enum Alignment {
        RELAXED,
        STRICT
    }

    /** {@code dmarc-psd = "y" / "n" / "u"}: is the domain one under which others register names? */
    public enum Psd {
        YES,
        NO,
        UNSPECIFIED
    }

    public DmarcRecord {
        aggregateReports = List.copyOf(aggregateReports);
        failureReports = List.copyOf(failureReports);
        failureOptions = List.copyOf(failureOptions);
    }

    /**
     * Reads a TXT record. Empty if it is no DMARC record: its first tag must be the version, in this case.
     *
     * <pre>
     * dmarc-record  = dmarc-version *(dmarc-sep dmarc-tag) [dmarc-sep]
     * dmarc-version = "v" equals %s"DMARC1"
     * dmarc-sep     = *WSP ";" *WSP
     * </pre>
     */
    public static Optional<DmarcRecord> parse(String text) {
        String[] parts = text.split(";", MAX_TAGS);
        if (!isVersion(parts[0])) {
            return Optional.empty();
        }
        Map<String, String> tags = new HashMap<>();
        for (int i = 1; i < parts.length; i++) {
            addTag(parts[i], tags);
        }
        return Optional.of(of(tags));
    }

    private static boolean isVersion(String part) {
        int equals = part.indexOf('=');
        return equals > 0
                && trimmed(part.substring(0, equals)).equalsIgnoreCase("v")
                && trimmed(part.substring(equals + 1)).equals(VERSION);
    }

    /**
     * Of a tag that is repeated the first counts.
     *
     * <pre>
     * dmarc-tag   = 1*ALPHA equals 1*dmarc-value
     * equals      = *WSP "=" *WSP
     * dmarc-value = %x20-3A / %x3C-7E
     * </pre>
     */
    private static void addTag(String part, Map<String, String> tags) {
        int equals = part.indexOf('=');
        if (equals > 0) {
            String name = trimmed(part.substring(0, equals)).toLowerCase(Locale.ROOT);
            tags.putIfAbsent(name, trimmed(part.substring(equals + 1)));
        }
    }

    private static DmarcRecord of(Map<String, String> tags) {
        Optional<DmarcPolicy> p = value(tags, "p", DmarcPolicy::parse);
        Optional<DmarcPolicy> sp = value(tags, "sp", DmarcPolicy::parse);
        Optional<DmarcPolicy> np = value(tags, "np", DmarcPolicy::parse);
        boolean policiesValid = p.isPresent()
                && (sp.isPresent() || !tags.containsKey("sp"))
                && (np.isPresent() || !tags.containsKey("np"));
        return new DmarcRecord(
                p,
                sp,
                np,
                policiesValid,
                value(tags, "adkim", DmarcRecord::alignment).orElse(Alignment.RELAXED),
                value(tags, "aspf", DmarcRecord::alignment).orElse(Alignment.RELAXED),
                tags.getOrDefault("t", "n").equalsIgnoreCase("y"),
                value(tags, "psd", DmarcRecord::psd).orElse(Psd.UNSPECIFIED),
                uris(tags.getOrDefault("rua", "")),
                uris(tags.getOrDefault("ruf", "")),
                failureOptions(tags.getOrDefault("fo", "0")));
    }

    private static <T> Optional<T> value(Map<String, String> tags, String name, Function<String, Optional<T>> parser) {
        return Optional.ofNullable(tags.get(name)).flatMap(parser);
    }

    private static Optional<Alignment> alignment(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "r" -> Optional.of(Alignment.RELAXED);
            case "s" -> Optional.of(Alignment.STRICT);
            default -> Optional.empty();
        };
    }

    private static Optional<Psd> psd(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "y" -> Optional.of(Psd.YES);
            case "n" -> Optional.of(Psd.NO);
            default -> Optional.empty();
        };
    }

    /**
     * <pre>
     * dmarc-urilist = dmarc-uri *(*WSP "," *WSP dmarc-uri)
     * dmarc-uri     = URI
     * </pre>
     */
    private static List<String> uris(String value) {
        List<String> uris = new ArrayList<>();
        for (String each : value.split(",", MAX_URIS + 1)) {
            String uri = SIZE_LIMIT.matcher(trimmed(each)).replaceFirst("");
            if (uris.size() < MAX_URIS && URI.matcher(uri).matches()) {
                uris.add(uri);
            }
        }
        return uris;
    }

    /** {@code dmarc-fo = "0" / "1" / "d" / "s" / "d:s" / "s:d"}; the text of s4.7 allows any list, such as {@code 0:d}. */
    private static List<String> failureOptions(String value) {
        return FAILURE_OPTIONS.matcher(value).matches()
                ? List.of(value.toLowerCase(Locale.ROOT).split("\\s*:\\s*", -1))
                : List.of("0");
    }

    /** Without the white space ({@code WSP}) around it. */
    private static String trimmed(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isWhiteSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isWhiteSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isWhiteSpace(char c) {
        return c == ' ' || c == '\t';
    }
}
