package dev.postrider.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Connections that do next to nothing, held by one thread: idle ones have said EHLO and say NOOP now and then, slow ones are within DATA and send a
 * short line a second, which is just above the least rate. Each comes from another address of 127.0.0.0/8.
 */
final class Crowd implements AutoCloseable {
    private static final long BEAT_MS = 1000;
    private static final int BEATS_BETWEEN_NOOPS = 60;
    private static final int REPLY_OCTETS = 4096;
    private static final byte[] SLOW_LINE = ("x".repeat(98) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOOP = "NOOP\r\n".getBytes(StandardCharsets.US_ASCII);

    private final int port;
    private final String recipient;
    private final Selector selector;
    private final List<SocketChannel> idle = new CopyOnWriteArrayList<>();
    private final List<SocketChannel> slow = new CopyOnWriteArrayList<>();
    private final AtomicInteger lost = new AtomicInteger();
    private final Thread keeper;
    private volatile boolean closed;
    private int opened;

    Crowd(int port, String recipient) throws IOException {
        this.port = port;
        this.recipient = recipient;
        this.selector = Selector.open();
        this.keeper = Thread.ofPlatform().name("crowd").daemon().start(this::keep);
    }

    /** Opens so many more; each is where it is to stay when this returns. */
    void add(int moreIdle, int moreSlow) throws IOException {
        for (int i = 0; i < moreIdle; i++) {
            hold(greeted(), idle);
        }
        for (int i = 0; i < moreSlow; i++) {
            SocketChannel channel = greeted();
            say(channel, "MAIL FROM:<slow@sender.test>");
            say(channel, "RCPT TO:<" + recipient + ">");
            say(channel, "DATA");
            hold(channel, slow);
        }
    }

    /** Connections that the server ended. */
    int lost() {
        return lost.get();
    }

    private SocketChannel greeted() throws IOException {
        SocketChannel channel = SocketChannel.open();
        int number = opened++;
        channel.bind(new InetSocketAddress(
                InetAddress.getByAddress(new byte[] {127, 0, (byte) (1 + number / 250), (byte) (1 + number % 250)}),
                0));
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        awaitReply(channel);
        say(channel, "EHLO crowd.test");
        return channel;
    }

    private void hold(SocketChannel channel, List<SocketChannel> where) throws IOException {
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
        where.add(channel);
    }

    private static void say(SocketChannel channel, String line) throws IOException {
        channel.write(ByteBuffer.wrap((line + "\r\n").getBytes(StandardCharsets.US_ASCII)));
        awaitReply(channel);
    }

    /** Up to the last line of a reply that is not a refusal. */
    private static void awaitReply(SocketChannel channel) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(REPLY_OCTETS);
        while (true) {
            if (channel.read(in) <= 0) {
                throw new IllegalStateException("the server has closed");
            }
            String said = new String(in.array(), 0, in.position(), StandardCharsets.US_ASCII);
            int lastLine = said.lastIndexOf('\n', said.length() - 2) + 1;
            if (said.endsWith("\n") && said.length() > lastLine + 3 && said.charAt(lastLine + 3) == ' ') {
                if (said.charAt(lastLine) > '3') {
                    throw new IllegalStateException("the server answered " + said);
                }
                return;
            }
        }
    }

    private void keep() {
        try {
            long next = System.nanoTime();
            for (int beat = 0; !closed; beat++) {
                next += BEAT_MS * 1_000_000;
                for (SocketChannel channel : slow) {
                    write(channel, SLOW_LINE);
                }
                if (beat % BEATS_BETWEEN_NOOPS == BEATS_BETWEEN_NOOPS - 1) {
                    for (SocketChannel channel : idle) {
                        write(channel, NOOP);
                    }
                }
                for (long left = next - System.nanoTime(); left > 0 && !closed; left = next - System.nanoTime()) {
                    selector.select(this::read, Math.max(1, left / 1_000_000));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("the crowd cannot be held", e);
        }
    }

    private void read(SelectionKey key) {
        SocketChannel channel = (SocketChannel) key.channel();
        try {
            if (channel.read(ByteBuffer.allocate(REPLY_OCTETS)) < 0) {
                lose(channel);
            }
        } catch (IOException reset) {
            lose(channel);
        }
    }

    private void write(SocketChannel channel, byte[] octets) {
        try {
            if (channel.isOpen()) {
                channel.write(ByteBuffer.wrap(octets));
            }
        } catch (IOException reset) {
            lose(channel);
        }
    }

    private void lose(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // It was closed already; that is all that is wanted.
            closed |= !selector.isOpen();
        }
        lost.incrementAndGet();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        try {
            keeper.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (List<SocketChannel> channels : List.of(idle, slow)) {
            for (SocketChannel channel : channels) {
                channel.close();
            }
        }
        selector.close();
    }
}
