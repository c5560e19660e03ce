package dev.postrider.embedded;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A free port on loopback that is the same at the next start, so that clients find the engine again.
 *
 * <p>It lies below the ports that systems give to outgoing connections (from 32768 on Linux): one of those, such as a client's attempt to come back, could
 * take it while the engine is down.
 */
final class KeptPort {
    private static final int LOWEST = 20_000;
    private static final int BEYOND = 32_000;
    private static final int TRIES = 1_000;

    private KeptPort() {}

    /** The port that {@code file} keeps; a new one if there is none yet, or if another process has taken it since. */
    static int in(Path file) throws IOException {
        if (Files.exists(file)) {
            int kept = Integer.parseInt(Files.readString(file).strip());
            if (isFree(kept)) {
                return kept;
            }
        }
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, BEYOND);
            if (isFree(port)) {
                Files.writeString(file, port + "\n");
                return port;
            }
        }
        throw new IOException("no free port from " + LOWEST + " to " + BEYOND);
    }

    static boolean isFree(int port) throws IOException {
        try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (BindException e) {
            return false;
        }
    }
}
