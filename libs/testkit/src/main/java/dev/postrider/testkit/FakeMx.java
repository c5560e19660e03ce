package dev.postrider.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * An SMTP server, on loopback unless told otherwise, that keeps what it gets and misbehaves on demand.
 *
 * <p>It accepts everything unless told otherwise: {@link #reply} queues replies for a verb (or {@code DOT} for the end of data, {@code CONNECT} for the
 * greeting), used once each, the first first. A queued {@link #DROP} closes the connection instead, {@link #HANG} never answers.
 */
public final class FakeMx implements AutoCloseable {
    /** Instead of a reply: close the connection. */
    public static final String DROP = "\0drop";

    /** Instead of a reply: say nothing until the client gives up. */
    public static final String HANG = "\0hang";

    /**
     * One accepted message.
     *
     * @param mailFrom what stood behind MAIL, parameters included: {@code FROM:<a@b> SIZE=10}
     * @param recipients what stood behind each accepted RCPT: {@code TO:<c@d>}
     * @param latin1 the un-stuffed DATA, one character an octet
     * @param connection ordinal of its connection, from 1
     */
    public record Received(String mailFrom, List<String> recipients, String latin1, boolean tls, int connection) {
        public byte[] octets() {
            return latin1.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private final ServerSocket server;
    private final Optional<SSLContext> tls;
    private final List<String> extensions =
            new CopyOnWriteArrayList<>(List.of("PIPELINING", "SIZE 52428800", "8BITMIME", "SMTPUTF8"));
    private final Map<String, Queue<String>> replies = new ConcurrentHashMap<>();
    private final LinkedBlockingQueue<Received> arrivals = new LinkedBlockingQueue<>();
    private final List<Received> all = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();

    private FakeMx(ServerSocket server, Optional<SSLContext> tls) {
        this.server = server;
        this.tls = tls;
    }

    /** Starts on a free port, without TLS. */
    public static FakeMx start() {
        return start(Optional.empty(), loopback(0));
    }

    /** Starts on a free port, offering STARTTLS with a self-signed certificate. */
    public static FakeMx startWithTls() {
        return startWithTls(SelfSignedTls.serverContext());
    }

    /** Starts on a free port, offering STARTTLS with a server context of the test's. */
    public static FakeMx startWithTls(SSLContext tls) {
        return start(Optional.of(tls), loopback(0));
    }

    /** Starts on a given port: one that an earlier, closed FakeMx had. */
    public static FakeMx startAt(int port) {
        return startAt(loopback(port));
    }

    /** Starts elsewhere than on loopback: in a container, whose other side sends to it. */
    public static FakeMx startAt(InetSocketAddress address) {
        return start(Optional.empty(), address);
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static FakeMx start(Optional<SSLContext> tls, InetSocketAddress address) {
        try {
            FakeMx mx = new FakeMx(new ServerSocket(address.getPort(), 200, address.getAddress()), tls);
            Thread.ofVirtual().name("fake-mx").start(mx::accept);
            return mx;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    /** The extensions that EHLO shows from now on (STARTTLS is added by itself); none at all makes EHLO unknown. */
    public FakeMx extensions(String... lines) {
        extensions.clear();
        extensions.addAll(List.of(lines));
        return this;
    }

    /** Queues a reply, such as {@code 451 4.7.1 come back later}, for the next use of a verb. */
    public FakeMx reply(String verb, String reply) {
        replies.computeIfAbsent(verb.toUpperCase(Locale.ROOT), _ -> new LinkedBlockingQueue<>())
                .add(reply);
        return this;
    }

    /** The next message, waited for. @throws AssertionError if none comes in time */
    public Received take() {
        try {
            Received received = arrivals.poll(30, TimeUnit.SECONDS);
            if (received == null) {
                throw new AssertionError("no message arrived");
            }
            return received;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** The next message, however long it takes. */
    public Received await() throws InterruptedException {
        return arrivals.take();
    }

    /** All messages until now. */
    public List<Received> received() {
        return List.copyOf(all);
    }

    /** Connections until now. */
    public int connections() {
        return connections.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                int number = connections.incrementAndGet();
                Thread.ofVirtual().name("fake-mx-connection").start(() -> serve(socket, number));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(Socket socket, int number) {
        try (socket) {
            new Session(socket, number).run();
        } catch (SocketException e) {
            return; // the client went away, or close() cut it
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One connection. */
    private final class Session {
        private Socket socket;
        private InputStream in;
        private OutputStream out;
        private final int number;
        private boolean encrypted;
        private String mailFrom = "";
        private final List<String> recipients = new ArrayList<>();

        Session(Socket socket, int number) throws IOException {
            this.socket = socket;
            this.number = number;
            this.in = new BufferedInputStream(socket.getInputStream());
            this.out = socket.getOutputStream();
        }

        void run() throws IOException {
            boolean going = answer("CONNECT", "220 fake.mx ESMTP").isPresent();
            while (going) {
                String line = readLine();
                going = command(line);
            }
        }

        private boolean command(String line) throws IOException {
            int blank = line.indexOf(' ');
            String verb = (blank < 0 ? line : line.substring(0, blank)).toUpperCase(Locale.ROOT);
            String argument = blank < 0 ? "" : line.substring(blank + 1);
            return switch (verb) {
                case "" -> false;
                case "EHLO" -> ehlo();
                case "STARTTLS" -> startTls();
                case "MAIL" -> {
                    Optional<String> reply = answer(verb, "250 2.1.0 ok");
                    mailFrom = argument;
                    recipients.clear();
                    yield reply.isPresent();
                }
                case "RCPT" -> {
                    Optional<String> reply = answer(verb, "250 2.1.5 ok");
                    if (reply.isPresent() && reply.get().startsWith("2")) {
                        recipients.add(argument);
                    }
                    yield reply.isPresent();
                }
                case "DATA" -> data();
                case "QUIT" -> {
                    answer(verb, "221 2.0.0 bye");
                    yield false;
                }
                default -> answer(verb, "250 2.0.0 ok").isPresent();
            };
        }

        private boolean ehlo() throws IOException {
            if (extensions.isEmpty()) {
                return answer("EHLO", "502 5.5.1 unknown").isPresent();
            }
            StringBuilder reply = new StringBuilder("250-fake.mx\r\n");
            for (String extension : extensions) {
                reply.append("250-").append(extension).append("\r\n");
            }
            if (tls.isPresent() && !encrypted) {
                reply.append("250-STARTTLS\r\n");
            }
            return answer("EHLO", reply.append("250 ENHANCEDSTATUSCODES").toString())
                    .isPresent();
        }

        private boolean startTls() throws IOException {
            if (tls.isEmpty()) {
                return answer("STARTTLS", "502 5.5.1 no").isPresent();
            }
            Optional<String> reply = answer("STARTTLS", "220 2.0.0 go ahead");
            if (reply.isEmpty() || !reply.get().startsWith("2")) {
                return reply.isPresent();
            }
            SSLSocket secured =
                    (SSLSocket) tls.get().getSocketFactory().createSocket(socket, null, socket.getPort(), true);
            secured.setUseClientMode(false);
            secured.startHandshake();
            socket = secured;
            in = new BufferedInputStream(secured.getInputStream());
            out = secured.getOutputStream();
            encrypted = true;
            return true;
        }

        private boolean data() throws IOException {
            Optional<String> go = answer("DATA", recipients.isEmpty() ? "554 5.5.1 no recipients" : "354 go ahead");
            if (go.isEmpty() || !go.get().startsWith("3")) {
                return go.isPresent();
            }
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            while (true) {
                byte[] line = readOctetsOfLine();
                if (line.length == 0) {
                    return false; // cut in the middle
                }
                if (line.length == 3 && line[0] == '.') {
                    break;
                }
                message.write(line, line[0] == '.' ? 1 : 0, line[0] == '.' ? line.length - 1 : line.length);
            }
            Received received = new Received(
                    mailFrom,
                    List.copyOf(recipients),
                    message.toString(StandardCharsets.ISO_8859_1),
                    encrypted,
                    number);
            Queue<String> scripted = replies.getOrDefault("DOT", new ArrayDeque<>());
            String next = scripted.peek();
            if (next == null || next.startsWith("2")) {
                all.add(received);
                arrivals.add(received);
            }
            return answer("DOT", "250 2.0.0 queued as fake").isPresent();
        }

        /** Says the queued reply for a verb, or the given one. @return what was said, empty if the connection is to be closed */
        private Optional<String> answer(String verb, String usual) throws IOException {
            String scripted = replies.getOrDefault(verb, new ArrayDeque<>()).poll();
            String reply = scripted == null ? usual : scripted;
            if (reply.equals(DROP)) {
                return Optional.empty();
            }
            if (reply.equals(HANG)) {
                while (in.read() >= 0) {
                    // Nothing: until the client closes.
                }
                return Optional.empty();
            }
            out.write((reply + "\r\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
            return Optional.of(reply);
        }

        private String readLine() throws IOException {
            byte[] line = readOctetsOfLine();
            return new String(line, StandardCharsets.UTF_8).stripTrailing();
        }

        /** One line with its CRLF, which it must have; empty at the end of the stream. */
        private byte[] readOctetsOfLine() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            int previous = -1;
            while (true) {
                int c = in.read();
                if (c < 0) {
                    return new byte[0];
                }
                line.write(c);
                if (c == '\n' && previous == '\r') {
                    return line.toByteArray();
                }
                previous = c;
            }
        }
    }
}
