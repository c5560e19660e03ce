package dev.postrider.smtp;

import java.util.Optional;

/**
 * What BDAT says, RFC 3030 s2: how many octets follow its CRLF, and whether they are the message's last.
 *
 * @param octets {@link Long#MAX_VALUE} for what no long holds
 */
public record BdatCommand(long octets, boolean last) {
    /**
     * Reads what follows the verb; empty if it is malformed. Then nobody knows where the next command starts.
     *
     * <pre>
     * bdat-cmd   = "BDAT" SP chunk-size [ SP end-marker ] CR LF
     * chunk-size = 1*DIGIT
     * end-marker = "LAST"
     * </pre>
     */
    public static Optional<BdatCommand> parse(String argument) {
        int space = argument.indexOf(' ');
        String size = space < 0 ? argument : argument.substring(0, space);
        boolean last = space >= 0;
        if (last && !argument.substring(space + 1).strip().equalsIgnoreCase("LAST")) {
            return Optional.empty();
        }
        long octets = 0;
        for (int i = 0; i < size.length(); i++) {
            int digit = size.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return Optional.empty();
            }
            octets = octets > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : octets * 10 + digit;
        }
        return size.isEmpty() ? Optional.empty() : Optional.of(new BdatCommand(octets, last));
    }
}
