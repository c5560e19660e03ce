package dev.postrider.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Map;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A DNS server on loopback that knows a few TXT records. Its CPU is the benchmark's, not the system's. */
final class BenchDns implements AutoCloseable {
    private final DatagramSocket socket;
    private final Map<String, String> texts;
    private final long ttlSeconds;

    private BenchDns(DatagramSocket socket, Map<String, String> texts, long ttlSeconds) {
        this.socket = socket;
        this.texts = texts;
        this.ttlSeconds = ttlSeconds;
    }

    /**
     * Starts on a free port.
     *
     * @param texts name to TXT record in zone file form
     * @param ttlSeconds 0: every question is asked again
     */
    static BenchDns start(Map<String, String> texts, long ttlSeconds) throws IOException {
        BenchDns dns =
                new BenchDns(new DatagramSocket(0, InetAddress.getLoopbackAddress()), Map.copyOf(texts), ttlSeconds);
        Thread.ofPlatform().daemon().name("bench-dns").start(dns::serve);
        return dns;
    }

    int port() {
        return socket.getLocalPort();
    }

    private void serve() {
        byte[] buffer = new byte[4096];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                byte[] answer = answer(new Message(Arrays.copyOf(buffer, packet.getLength())))
                        .toWire();
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private Message answer(Message query) throws IOException {
        Record question = query.getQuestion();
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.RA);
        answer.addRecord(question, Section.QUESTION);
        String text = texts.get(question.getName().toString(true));
        if (text == null) {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
        } else if (question.getType() == Type.TXT) {
            answer.addRecord(
                    Record.fromString(question.getName(), Type.TXT, DClass.IN, ttlSeconds, text, Name.root),
                    Section.ANSWER);
        }
        return answer;
    }

    @Override
    public void close() {
        socket.close();
    }
}
