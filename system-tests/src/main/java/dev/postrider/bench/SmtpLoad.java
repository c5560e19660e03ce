package dev.postrider.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Messages of one size over a number of parallel SMTP sessions, one session per message as Postfix's
 * {@code smtp-source} does it; that program is the load where it is installed.
 *
 * @param content what is sent, with LF as line ends; empty: what the generator makes up
 */
record SmtpLoad(int port, String recipient, int connections, int messages, int sizeOctets, Optional<Path> content) {
    SmtpLoad(int port, String recipient, int connections, int messages, int sizeOctets) {
        this(port, recipient, connections, messages, sizeOctets, Optional.empty());
    }

    private static final Path SMTP_SOURCE = Path.of("/usr/sbin/smtp-source");
    private static final int SOCKET_TIMEOUT_MS = 60_000;
    private static final long LOAD_TIMEOUT_SECONDS = 900;

    /** What makes the load here. */
    static String generator() {
        return Files.isExecutable(SMTP_SOURCE) ? "smtp-source" : "built-in sender (smtp-source is not installed)";
    }

    /**
     * Sends all messages.
     *
     * @return the wall-clock seconds it took
     * @throws IllegalStateException if any message was not accepted
     */
    double run() throws IOException, InterruptedException {
        long start = System.nanoTime();
        if (Files.isExecutable(SMTP_SOURCE)) {
            runSmtpSource();
        } else {
            runBuiltIn();
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private void runSmtpSource() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                SMTP_SOURCE.toString(),
                "-s",
                Integer.toString(connections),
                "-m",
                Integer.toString(messages),
                "-f",
                "load@sender.test",
                "-t",
                recipient));
        command.addAll(
                content.isPresent()
                        ? List.of("-F", content.get().toString())
                        : List.of("-l", Integer.toString(sizeOctets)));
        command.add("127.0.0.1:" + port);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(LOAD_TIMEOUT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0 || !output.isBlank()) {
            process.destroy();
            throw new IllegalStateException("smtp-source reported: " + output.strip());
        }
    }

    private void runBuiltIn() throws IOException, InterruptedException {
        byte[] octets = content.isPresent()
                ? Files.readString(content.get()).replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII)
                : content("load", sizeOctets);
        AtomicInteger left = new AtomicInteger(messages);
        try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Optional<String>>> results = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                results.add(senders.submit(() -> {
                    while (left.getAndDecrement() > 0) {
                        send(port, "load@sender.test", recipient, octets);
                    }
                    return Optional.empty();
                }));
            }
            for (Future<Optional<String>> result : results) {
                result.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a sender failed: " + e.getCause(), e);
        }
    }

    /** A message of about {@code sizeOctets} octets with a subject. */
    static byte[] content(String subject, int sizeOctets) {
        StringBuilder text = new StringBuilder("From: <load@sender.test>\r\nTo: <bench@bench.test>\r\nSubject: ")
                .append(subject)
                .append("\r\nDate: Wed, 25 Nov 2026 12:00:00 +0000\r\nMessage-ID: <")
                .append(subject.replace(' ', '.'))
                .append("@sender.test>\r\n\r\n");
        while (text.length() < sizeOctets) {
            text.append("Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod\r\n");
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * One message in a session of its own.
     *
     * @throws IllegalStateException with the reply if the server refuses anything
     */
    static void send(int port, String sender, String recipient, byte[] content) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(SOCKET_TIMEOUT_MS);
            socket.setTcpNoDelay(true);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            OutputStream out = socket.getOutputStream();
            expect(in, '2');
            say(out, in, "HELO bench.test", '2');
            say(out, in, "MAIL FROM:<" + sender + ">", '2');
            say(out, in, "RCPT TO:<" + recipient + ">", '2');
            say(out, in, "DATA", '3');
            out.write(content);
            out.write(".\r\n".getBytes(StandardCharsets.US_ASCII));
            expect(in, '2');
            say(out, in, "QUIT", '2');
        }
    }

    private static void say(OutputStream out, BufferedReader in, String line, char expected) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        expect(in, expected);
    }

    private static void expect(BufferedReader in, char expected) throws IOException {
        String line = in.readLine();
        while (line != null && line.length() > 3 && line.charAt(3) == '-') {
            line = in.readLine();
        }
        if (line == null || line.isEmpty() || line.charAt(0) != expected) {
            throw new IllegalStateException("the server answered " + line + " where a " + expected + "xx was due");
        }
    }
}
