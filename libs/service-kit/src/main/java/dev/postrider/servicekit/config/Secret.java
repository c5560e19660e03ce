package dev.postrider.servicekit.config;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A value that never shows itself in logs, errors or debuggers' {@code toString}. */
public final class Secret implements Supplier<String> {
    private final String value;

    public Secret(String value) {
        this.value = value;
    }

    /** The value, for the one call that needs it. */
    @Override
    public String get() {
        return value;
    }

    public boolean isEmpty() {
        return value.isEmpty();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret secret && secret.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "(secret)";
    }
}
