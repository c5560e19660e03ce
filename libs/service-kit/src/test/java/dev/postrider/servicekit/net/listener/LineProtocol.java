package dev.postrider.servicekit.net.listener;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** Greets with {@code hello} and how the client came, says {@code bye} when it is to stop, and ends when the client says anything. */
final class LineProtocol implements Protocol {
    /** Who was not served. */
    final Queue<Refusal> refused = new ConcurrentLinkedQueue<>();

    private final boolean endsWhenDrained;

    LineProtocol(boolean endsWhenDrained) {
        this.endsWhenDrained = endsWhenDrained;
    }

    @Override
    public byte[] refuse(Refusal cause) {
        refused.add(cause);
        return line(cause.name());
    }

    @Override
    public int unreadOctets() {
        return 1024;
    }

    @Override
    public Duration longestSilence() {
        return Duration.ofSeconds(30);
    }

    @Override
    public Opener onEventLoop(Consumer<Connection> whenEnded) {
        return (wire, client) -> new Line(wire, client, whenEnded);
    }

    private static byte[] line(String words) {
        return (words + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private final class Line implements Connection {
        private final Wire wire;
        private final Client client;
        private final Consumer<Connection> whenEnded;
        private boolean ended;

        private Line(Wire wire, Client client, Consumer<Connection> whenEnded) {
            this.wire = wire;
            this.client = client;
            this.whenEnded = whenEnded;
        }

        @Override
        public void greet() {
            wire.send(line("hello " + client.address() + " "
                    + client.tls().map(TlsSession::protocol).orElse("in clear")
                    + client.tls()
                            .flatMap(TlsSession::clientSubject)
                            .map(subject -> " " + subject)
                            .orElse("")));
        }

        @Override
        public void received(byte[] octets) {
            end();
        }

        @Override
        public void disconnected() {
            end();
        }

        @Override
        public void drain() {
            wire.send(line("bye"));
            if (endsWhenDrained) {
                end();
            }
        }

        @Override
        public void tick() {}

        @Override
        public boolean hasEnded() {
            return ended;
        }

        private void end() {
            if (!ended) {
                ended = true;
                whenEnded.accept(this);
                wire.close(Wire.Ending.CLIENT_IS_DONE);
            }
        }
    }
}
