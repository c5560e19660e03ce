package dev.postrider.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Just enough of an IMAP client to see when a message has become visible, and to read a mailbox as fast as it comes. */
final class ImapProbe implements AutoCloseable {
    private static final int SOCKET_TIMEOUT_MS = 120_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private int tag;

    ImapProbe(int port, String login, String password) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(SOCKET_TIMEOUT_MS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        out = socket.getOutputStream();
        line();
        command("LOGIN \"" + login + "\" \"" + password + "\"");
    }

    /**
     * Runs one command.
     *
     * @return its untagged lines, literals left out
     * @throws IllegalStateException if the server does not say OK
     */
    List<String> command(String text) throws IOException {
        String id = "b" + ++tag;
        write(id + " " + text);
        List<String> untagged = new ArrayList<>();
        while (true) {
            String line = line();
            if (line.startsWith(id + " ")) {
                if (!line.startsWith(id + " OK")) {
                    throw new IllegalStateException("the server answered " + line);
                }
                return untagged;
            }
            untagged.add(line);
        }
    }

    /** Runs a FETCH and throws its data away. @return the octets that came */
    long drain(String fetch) throws IOException {
        String id = "b" + ++tag;
        write(id + " " + fetch);
        long octets = 0;
        while (true) {
            String line = line();
            octets += line.length() + 2L;
            if (line.startsWith(id + " ")) {
                if (!line.startsWith(id + " OK")) {
                    throw new IllegalStateException("the server answered " + line);
                }
                return octets;
            }
        }
    }

    int messages(String mailbox) throws IOException {
        return command("STATUS " + mailbox + " (MESSAGES)").stream()
                .filter(line -> line.startsWith("* STATUS"))
                .mapToInt(line -> Integer.parseInt(line.replaceAll(".*MESSAGES (\\d+).*", "$1")))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no STATUS for " + mailbox));
    }

    void startIdle() throws IOException {
        write("idle IDLE");
        String line = line();
        while (!line.startsWith("+")) {
            line = line();
        }
    }

    /** Waits in IDLE until EXISTS tells at least this number. */
    void awaitExists(int messages) throws IOException {
        while (true) {
            String line = line();
            if (line.startsWith("* ")
                    && line.endsWith(" EXISTS")
                    && Integer.parseInt(line.substring(2, line.length() - 7)) >= messages) {
                return;
            }
        }
    }

    private void write(String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    /** One line; a literal that it announces is skipped and its rest joined. */
    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("the server closed the connection after: " + line);
            }
            if (c != '\n') {
                line.append((char) c);
                continue;
            }
            line.setLength(Math.max(0, line.length() - 1));
            int brace = line.length() > 0 && line.charAt(line.length() - 1) == '}' ? line.lastIndexOf("{") : -1;
            if (brace < 0) {
                return line.toString();
            }
            in.skipNBytes(Long.parseLong(line.substring(brace + 1, line.length() - 1)));
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
