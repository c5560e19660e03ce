package dev.postrider.smtp.ingress.policy.pipeline;

import dev.postrider.mail.header.HeaderBlock;
import dev.postrider.mail.header.HeaderField;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Is a header as RFC 5322 wants it? NUL and bare CR or LF need no check here: no message with one gets so far, nor does one with a line
 * beyond {@code limits.text-line}.
 */
public final class HeaderChecks {
    private static final String FROM = "from";
    private static final String DATE = "date";
    private static final String MESSAGE_ID = "message-id";
    /** RFC 5322 s3.6: those whose maximum is 1, but for From, which is worse than the others. */
    private static final Set<String> SINGLE =
            Set.of(DATE, "sender", "reply-to", "to", "cc", "bcc", MESSAGE_ID, "in-reply-to", "references", "subject");

    private static final int MAX_LINE_OCTETS = 998;

    private HeaderChecks() {}

    /**
     * Looks at a header.
     *
     * @param smtputf8 whether MAIL said so
     * @return one finding for each fault, or one that says that there is none
     */
    public static List<Finding> check(HeaderBlock header, boolean smtputf8) {
        EnumSet<Outcome> faults = EnumSet.noneOf(Outcome.class);
        checkFields(header.fields(), faults);
        for (HeaderField field : header.fields()) {
            checkOctets(field.raw(), smtputf8, faults);
        }
        return faults.isEmpty()
                ? List.of(Finding.of(PolicyStep.HEADERS, Outcome.PASS))
                : faults.stream()
                        .map(fault -> Finding.of(PolicyStep.HEADERS, fault))
                        .toList();
    }

    private static void checkFields(List<HeaderField> fields, Set<Outcome> faults) {
        Set<String> seen = new HashSet<>();
        for (HeaderField field : fields) {
            String name = field.name().toLowerCase(Locale.ROOT);
            if (!isFieldName(name)) {
                faults.add(Outcome.MALFORMED_LINE);
            }
            boolean again = !seen.add(name);
            if (again && name.equals(FROM)) {
                faults.add(Outcome.SEVERAL_FROM);
            } else if (again && SINGLE.contains(name)) {
                faults.add(Outcome.DUPLICATE_FIELD);
            }
        }
        if (!seen.contains(FROM)) {
            faults.add(Outcome.MISSING_FROM);
        }
        if (!seen.contains(DATE)) {
            faults.add(Outcome.MISSING_DATE);
        }
        if (!seen.contains(MESSAGE_ID)) {
            faults.add(Outcome.MISSING_MESSAGE_ID);
        }
    }

    /** {@code ftext = %d33-57 / %d59-126}; {@code field-name = 1*ftext}, RFC 5322 s3.6.8. */
    private static boolean isFieldName(String name) {
        return !name.isEmpty() && name.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }

    private static void checkOctets(byte[] octets, boolean smtputf8, Set<Outcome> faults) {
        int lineStart = 0;
        for (int i = 0; i < octets.length; i++) {
            if (octets[i] < 0 && !smtputf8) {
                faults.add(Outcome.EIGHT_BIT);
            }
            if (octets[i] == '\n') {
                lineStart = i + 1;
            } else if (octets[i] != '\r' && i - lineStart >= MAX_LINE_OCTETS) {
                faults.add(Outcome.LONG_LINE);
            }
        }
    }
}
