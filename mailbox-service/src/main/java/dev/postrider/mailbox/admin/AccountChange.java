package dev.postrider.mailbox.admin;

import dev.postrider.mailbox.directory.StoredPassword;
import java.util.Optional;

/** What to set in an account; what is empty stays, or takes its default in a new account. */
public record AccountChange(
        Optional<String> displayName,
        Optional<Long> quotaOctets,
        Optional<Boolean> administrator,
        Optional<Boolean> enabled,
        Optional<StoredPassword> password) {
    public static AccountChange quota(long octets) {
        return new AccountChange(
                Optional.empty(), Optional.of(octets), Optional.empty(), Optional.empty(), Optional.empty());
    }

    public static AccountChange password(StoredPassword stored) {
        return new AccountChange(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(stored));
    }

    /** Everything that is not given takes its default, as a PUT wants it; but a password is never taken away by saying nothing. */
    public AccountChange withDefaults() {
        return new AccountChange(
                displayName.or(() -> Optional.of("")),
                quotaOctets.or(() -> Optional.of(0L)),
                administrator.or(() -> Optional.of(false)),
                enabled.or(() -> Optional.of(true)),
                password);
    }

    @Override
    public String toString() {
        return "AccountChange[displayName=" + displayName + ", quotaOctets=" + quotaOctets + ", administrator="
                + administrator + ", enabled=" + enabled + ", password=" + (password.isPresent() ? "set" : "kept")
                + "]";
    }
}
