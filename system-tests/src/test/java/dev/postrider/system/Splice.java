package dev.postrider.system;

import java.io.IOException;
import java.net.Socket;

/** Two connections as one: what comes by either goes out by the other, until one of them ends, in whatever way; then so does the other. */
public final class Splice {
    /** Where a connection is to lead. */
    public interface Target {
        /** Opens the other connection. */
        Socket connect() throws IOException;
    }

    private Splice() {}

    /**
     * Blocks until the end of both, which are closed then.
     *
     * @throws IOException if the target cannot be reached
     */
    public static void join(Socket client, Target target) throws IOException {
        try (client;
                Socket server = target.connect()) {
            Thread back = Thread.ofVirtual().start(() -> copy(server, client));
            copy(client, server);
            back.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException gone) {
            // Both are closed by now, so each side knows.
            return;
        }
    }
}
