package dev.postrider.servicekit.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A value that never shows itself in logs, errors or debuggers' {@code toString}. */
public final class Secret implements Supplier<String> {
    private final String value;
    private final Optional<Path> file;

    public Secret(String value) {
        this(value, Optional.empty());
    }

    private Secret(String value, Optional<Path> file) {
        this.value = value;
        this.file = file;
    }

    /** The content of a file, less one final line end. Blocks. */
    static Secret of(Path file) throws IOException {
        String content = Files.readString(file);
        String value = content.endsWith("\r\n")
                ? content.substring(0, content.length() - 2)
                : content.endsWith("\n") ? content.substring(0, content.length() - 1) : content;
        return new Secret(value, Optional.of(file));
    }

    /** What stands in the file now, for secrets that are renewed while we run; this one if it has no file or that cannot be read. Blocks. */
    public Secret renewed() {
        if (file.isEmpty()) {
            return this;
        }
        try {
            return of(file.get());
        } catch (IOException e) {
            return this;
        }
    }

    /** Whether it may be another one after some time. */
    public boolean isInFile() {
        return file.isPresent();
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
