package dev.postrider.sasl;

import com.ongres.saslprep.SASLprep;
import com.ongres.stringprep.Profile;
import java.util.Optional;

/** SASLprep, RFC 4013: one form for what looks the same. */
public final class SaslPrep {
    private static final Profile PROFILE = new SASLprep();

    private SaslPrep() {}

    /** Empty if the text holds what may not stand in a password, or nothing is left of it. */
    public static Optional<String> prepare(String text) {
        try {
            return Optional.of(PROFILE.prepareStored(text)).filter(prepared -> !prepared.isEmpty());
            // QUIRK(saslprep 2.2): a text of which nothing is left ends in an index out of bounds.
        } catch (IllegalArgumentException | IndexOutOfBoundsException prohibited) {
            return Optional.empty();
        }
    }
}
