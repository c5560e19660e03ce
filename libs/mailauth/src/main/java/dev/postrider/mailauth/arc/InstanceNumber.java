package dev.postrider.mailauth.arc;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The instance that a field names: {@code 1*2DIGIT} from 1 to 50 (RFC 8617 s4.2.1). */
final class InstanceNumber {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,2}");

    /** {@code arc-info = instance [CFWS] ";" authres-payload} (RFC 8617 s4.1.1), without the comments that nobody writes there. */
    private static final Pattern RESULTS =
            Pattern.compile("[ \\t\\r\\n]*i[ \\t\\r\\n]*=[ \\t\\r\\n]*([0-9]{1,2})[ \\t\\r\\n]*;");

    private static final int RESULTS_OCTETS = 256;

    private InstanceNumber() {}

    static OptionalInt of(String digits) {
        if (!NUMBER.matcher(digits).matches()) {
            return OptionalInt.empty();
        }
        int instance = Integer.parseInt(digits);
        return instance >= 1 && instance <= ArcChain.MAX_SETS ? OptionalInt.of(instance) : OptionalInt.empty();
    }

    /** @param value of an ARC-Authentication-Results */
    static OptionalInt ofResults(byte[] value) {
        String start = new String(value, 0, Math.min(value.length, RESULTS_OCTETS), StandardCharsets.ISO_8859_1);
        Matcher matcher = RESULTS.matcher(start);
        return matcher.lookingAt() ? of(matcher.group(1)) : OptionalInt.empty();
    }
}
