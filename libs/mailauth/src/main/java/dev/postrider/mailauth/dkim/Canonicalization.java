package dev.postrider.mailauth.dkim;

import java.util.Locale;
import java.util.Optional;

/** RFC 6376 s3.4. */
public enum Canonicalization {
    SIMPLE,
    RELAXED;

    /** By its name in {@code c=}; case does not matter. */
    static Optional<Canonicalization> named(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "simple" -> Optional.of(SIMPLE);
            case "relaxed" -> Optional.of(RELAXED);
            default -> Optional.empty();
        };
    }
}
