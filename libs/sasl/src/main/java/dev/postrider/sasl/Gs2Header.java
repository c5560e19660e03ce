package dev.postrider.sasl;

import dev.postrider.sasl.ScramClientFirst.Flag;
import java.util.Optional;

/** How SCRAM and OAUTHBEARER messages begin. {@code text} is the header as it was written, with both its commas. */
record Gs2Header(Flag flag, Optional<String> authzid, String text) {
    private static final int MAX_TYPE = 64;

    /** {@code gs2-header = gs2-cbind-flag "," ["a=" saslname] ","}, RFC 5801 s4 and RFC 5802 s7. */
    static Optional<Gs2Header> parse(String message) {
        int first = message.indexOf(',');
        int second = first < 0 ? -1 : message.indexOf(',', first + 1);
        if (second < 0) {
            return Optional.empty();
        }
        Optional<Flag> flag = flag(message.substring(0, first));
        String named = message.substring(first + 1, second);
        String text = message.substring(0, second + 1);
        if (flag.isEmpty()) {
            return Optional.empty();
        }
        if (named.isEmpty()) {
            return Optional.of(new Gs2Header(flag.get(), Optional.empty(), text));
        }
        return named.startsWith("a=")
                ? SaslName.decode(named.substring(2)).map(name -> new Gs2Header(flag.get(), Optional.of(name), text))
                : Optional.empty();
    }

    /** {@code cb-name = 1*(ALPHA / DIGIT / "." / "-")}. */
    private static Optional<Flag> flag(String text) {
        if (text.equals("n")) {
            return Optional.of(new Flag.NotSupported());
        }
        if (text.equals("y")) {
            return Optional.of(new Flag.NotOffered());
        }
        String type = text.startsWith("p=") ? text.substring(2) : "";
        boolean named = !type.isEmpty()
                && type.length() <= MAX_TYPE
                && type.chars().allMatch(c -> c < 0x80 && (Character.isLetterOrDigit(c) || c == '.' || c == '-'));
        return named ? Optional.of(new Flag.Bound(type)) : Optional.empty();
    }
}
