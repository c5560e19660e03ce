package dev.postrider.mailbox.directory;

import dev.postrider.mail.Address;
import java.util.Locale;
import java.util.Optional;

/**
 * A login as it was given, in the one form that the throttle and the tables know.
 *
 * @param address empty: it is none, so nobody has it
 */
record LoginName(Optional<Address> address, String text) {
    private static final int MAX_CHARS = 320;

    static LoginName of(String given) {
        Optional<Address> address = Address.parse(given).map(Address::canonical);
        return new LoginName(address, address.map(Address::toString).orElseGet(() -> bounded(given)));
    }

    private static String bounded(String login) {
        String lower = login.toLowerCase(Locale.ROOT);
        return lower.length() > MAX_CHARS ? lower.substring(0, MAX_CHARS) : lower;
    }
}
