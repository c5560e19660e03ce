package dev.postrider.smtp.ingress.net;

import dev.postrider.servicekit.metrics.Metrics;
import dev.postrider.servicekit.thread.VirtualThreads;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks our own listener from time to time, as any stranger may, to take mail for a domain that cannot be ours. If it ever says yes, this is an open relay,
 * whatever the configuration was meant to be. No message is sent.
 */
public final class RelayCanary {
    private static final Logger log = LoggerFactory.getLogger(RelayCanary.class);
    private static final int TIMEOUT_MS = 10_000;
    private static final int MOST_LINES = 100;

    private final Map<Result, Counter> results = new EnumMap<>(Result.class);
    private final String host;
    private final int port;

    /** How an attempt ended, as the label of a metric. */
    public enum Result {
        REFUSED,
        RELAYED,
        /** Neither yes nor no. */
        UNANSWERED
    }

    private RelayCanary(String host, int port, MeterRegistry meters) {
        this.host = host;
        this.port = port;
        // From the beginning: of a counter that appears with its first count nobody sees an increase.
        for (Result result : Result.values()) {
            results.put(
                    result, Metrics.RELAY_CANARY.counter(meters, result.name().toLowerCase(Locale.ROOT)));
        }
    }

    /**
     * Begins to ask; ends with {@code vertx}.
     *
     * @param host as bound; a wildcard is reached on loopback
     * @param every zero: never
     */
    public static void start(Vertx vertx, String host, int port, Duration every, MeterRegistry meters) {
        if (every.isZero()) {
            return;
        }
        RelayCanary canary = new RelayCanary(host, port, meters);
        vertx.setPeriodic(
                every.toMillis(),
                timer -> VirtualThreads.call(vertx, "relay-canary", canary::ask)
                        .otherwise(Result.UNANSWERED)
                        .onSuccess(canary::count));
    }

    private void count(Result result) {
        Objects.requireNonNull(results.get(result)).increment();
        if (result == Result.RELAYED) {
            log.atError().addKeyValue("port", port).log("OPEN RELAY: a stranger may send mail to anywhere");
        }
    }

    private Result ask() throws IOException {
        try (Socket socket = new Socket()) {
            InetAddress bound = InetAddress.getByName(host);
            InetAddress reached = bound.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : bound;
            socket.connect(new InetSocketAddress(reached, port), TIMEOUT_MS);
            socket.setSoTimeout(TIMEOUT_MS);
            BufferedReader replies =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            Result result = verdict(
                    reply(replies),
                    command(socket, replies, "EHLO relay-canary.invalid"),
                    command(socket, replies, "MAIL FROM:<relay-canary@relay-canary.invalid>"),
                    command(socket, replies, "RCPT TO:<relay-canary@relay-canary.invalid>"));
            command(socket, replies, "QUIT");
            return result;
        }
    }

    private static Result verdict(char greeting, char ehlo, char mail, char rcpt) {
        if (greeting != '2' || ehlo != '2') {
            return Result.UNANSWERED;
        }
        if (mail == '2' && rcpt == '2') {
            return Result.RELAYED;
        }
        return mail == '5' || rcpt == '5' ? Result.REFUSED : Result.UNANSWERED;
    }

    private static char command(Socket socket, BufferedReader replies, String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        return reply(replies);
    }

    /** The first digit of a reply. */
    private static char reply(BufferedReader replies) throws IOException {
        for (int lines = 0; lines < MOST_LINES; lines++) {
            String line = replies.readLine();
            if (line == null || line.length() < 3) {
                throw new IOException("no reply");
            }
            if (line.length() == 3 || line.charAt(3) != '-') {
                return line.charAt(0);
            }
        }
        throw new IOException("a reply without an end");
    }
}
