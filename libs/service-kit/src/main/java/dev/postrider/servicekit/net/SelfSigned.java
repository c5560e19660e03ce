package dev.postrider.servicekit.net;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Self-signed certificates for a first start and for tests. */
public final class SelfSigned {
    private SelfSigned() {}

    /**
     * Writes {@code tls.crt} and {@code tls.key} (mode 0600) into {@code directory} unless both are there. Blocks.
     *
     * @param names DNS names and IP addresses; the first is the common name
     */
    public static PemFiles ensure(Path directory, List<String> names, Instant now) throws IOException {
        throw new IOException("" + directory + names + now);
    }

    /** A certificate chain and its key, in PEM. */
    public record PemFiles(Path certificate, Path key) {}
}
