package dev.postrider.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A private Postfix with a private Dovecot behind it, as {@code peers/postfix-dovecot} sets them up. */
final class Peer implements AutoCloseable {
    private final Path script;
    private final Path directory;
    final int deliverPort;
    final int holdPort;
    final int imapPort;

    private Peer(Path script, Path directory) throws IOException {
        this.script = script;
        this.directory = directory;
        this.deliverPort = freePort();
        this.holdPort = freePort();
        this.imapPort = freePort();
    }

    /** Starts it below {@code directory}, or says on standard error why there will be no comparison. */
    static Optional<Peer> start(Path script, Path directory) throws IOException, InterruptedException {
        Peer peer = new Peer(script, directory);
        Process process = new ProcessBuilder(
                        script.toString(),
                        "start",
                        directory.toString(),
                        Integer.toString(peer.deliverPort),
                        Integer.toString(peer.holdPort),
                        Integer.toString(peer.imapPort))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolveSibling("peer.log").toFile())
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroy();
            System.err.println("No comparison: "
                    + Files.readString(directory.resolveSibling("peer.log"), StandardCharsets.UTF_8)
                            .strip());
            return Optional.empty();
        }
        return Optional.of(peer);
    }

    /** All processes of both: their masters name the directory on their command lines. */
    ProcessCpu cpu() {
        String postfix = "/usr/lib/postfix/sbin/master";
        String dovecot = directory.resolve("dovecot").toString();
        return new ProcessCpu(line -> line.startsWith(postfix) || line.contains(dovecot));
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException {
        new ProcessBuilder(script.toString(), "stop", directory.toString()).start();
    }
}
