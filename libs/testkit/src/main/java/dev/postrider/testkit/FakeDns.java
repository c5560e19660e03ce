package dev.postrider.testkit;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * A DNS server, on loopback unless told otherwise, UDP and TCP on one port, that answers from records given as text and is told to fail by name.
 *
 * <p>A name without any record is NXDOMAIN; one that has records of other types only is an empty answer. CNAMEs are followed.
 */
public final class FakeDns implements AutoCloseable {
    private static final int TTL_SECONDS = 60;
    private static final int MAX_CNAMES = 8;

    /** What a name answers instead of its records. */
    public enum Failure {
        SERVFAIL,
        REFUSED,
        /** No answer at all. */
        SILENCE,
        /** By UDP only that the answer is too long for it; by TCP the answer. */
        TRUNCATION
    }

    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final Map<Name, List<Record>> records = new ConcurrentHashMap<>();
    private final Map<Name, Failure> failures = new ConcurrentHashMap<>();
    private final List<String> questions = new CopyOnWriteArrayList<>();

    private FakeDns(DatagramSocket udp, ServerSocket tcp) {
        this.udp = udp;
        this.tcp = tcp;
    }

    /** Starts on a free port. */
    public static FakeDns start() {
        return startAt(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /** Starts elsewhere than on loopback: in a container, whose other side asks it. */
    public static FakeDns startAt(InetSocketAddress address) {
        try {
            ServerSocket tcp = new ServerSocket(address.getPort(), 50, address.getAddress());
            DatagramSocket udp = new DatagramSocket(tcp.getLocalPort(), address.getAddress());
            FakeDns dns = new FakeDns(udp, tcp);
            Thread.ofVirtual().name("fake-dns-udp").start(dns::serveUdp);
            Thread.ofVirtual().name("fake-dns-tcp").start(dns::serveTcp);
            return dns;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return tcp.getLocalPort();
    }

    /** {@code 127.0.0.1:port}. */
    public String address() {
        return "127.0.0.1:" + port();
    }

    /**
     * Adds a record.
     *
     * @param name such as {@code example.org}, absolute with or without the last dot
     * @param type such as {@code MX}
     * @param data in zone file form, names absolute with the last dot: {@code 10 mx.example.org.}
     */
    public FakeDns with(String name, String type, String data) {
        try {
            Name absolute = absolute(name);
            Record record = Record.fromString(absolute, Type.value(type), DClass.IN, TTL_SECONDS, data, Name.root);
            records.computeIfAbsent(absolute, _ -> new CopyOnWriteArrayList<>()).add(record);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes all questions for a name fail. */
    public FakeDns failing(String name, Failure failure) {
        failures.put(absolute(name), failure);
        return this;
    }

    /** Ends what {@link #failing} began. */
    public FakeDns healed(String name) {
        failures.remove(absolute(name));
        return this;
    }

    /** What was asked until now, as {@code name. TYPE}. */
    public List<String> questions() {
        return List.copyOf(questions);
    }

    private static Name absolute(String name) {
        try {
            return Name.fromString(name, Name.root).canonicalize();
        } catch (TextParseException e) {
            throw new IllegalArgumentException("not a domain name: " + name, e);
        }
    }

    private void serveUdp() {
        byte[] buffer = new byte[4096];
        while (!udp.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                udp.receive(packet);
                byte[] answer = answer(Arrays.copyOf(packet.getData(), packet.getLength()), true);
                if (answer.length > 0) {
                    udp.send(new DatagramPacket(answer, answer.length, (InetSocketAddress) packet.getSocketAddress()));
                }
            } catch (IOException e) {
                if (!udp.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serveTcp() {
        while (!tcp.isClosed()) {
            try {
                Socket socket = tcp.accept();
                Thread.ofVirtual().name("fake-dns-connection").start(() -> serve(socket));
            } catch (IOException e) {
                if (!tcp.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket;
                DataInputStream in = new DataInputStream(socket.getInputStream());
                DataOutputStream out = new DataOutputStream(socket.getOutputStream())) {
            byte[] answer = answer(in.readNBytes(in.readUnsignedShort()), false);
            if (answer.length > 0) {
                out.writeShort(answer.length);
                out.write(answer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] answer(byte[] question, boolean udp) throws IOException {
        Message query = new Message(question);
        Record asked = query.getQuestion();
        Name name = asked.getName().canonicalize();
        questions.add(name + " " + Type.string(asked.getType()));
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.AA);
        answer.getHeader().setFlag(Flags.RA);
        if (query.getHeader().getFlag(Flags.RD)) {
            answer.getHeader().setFlag(Flags.RD);
        }
        answer.addRecord(asked, Section.QUESTION);
        Failure failure = failures.get(name);
        if (failure == null || (failure == Failure.TRUNCATION && !udp)) {
            for (Record record : lookUp(name, asked.getType(), answer)) {
                answer.addRecord(record, Section.ANSWER);
            }
        } else {
            switch (failure) {
                case SERVFAIL -> answer.getHeader().setRcode(Rcode.SERVFAIL);
                case REFUSED -> answer.getHeader().setRcode(Rcode.REFUSED);
                case TRUNCATION -> answer.getHeader().setFlag(Flags.TC);
                case SILENCE -> {
                    return new byte[0];
                }
            }
        }
        return answer.toWire();
    }

    private List<Record> lookUp(Name name, int type, Message answer) {
        List<Record> found = new ArrayList<>();
        Name current = name;
        for (int i = 0; i < MAX_CNAMES; i++) {
            List<Record> here = records.getOrDefault(current, List.of());
            if (here.isEmpty()) {
                answer.getHeader().setRcode(Rcode.NXDOMAIN);
                return found;
            }
            here.stream().filter(record -> record.getType() == type).forEach(found::add);
            var alias = here.stream()
                    .filter(CNAMERecord.class::isInstance)
                    .map(CNAMERecord.class::cast)
                    .findFirst();
            if (alias.isEmpty() || type == Type.CNAME) {
                return found;
            }
            found.add(alias.get());
            current = alias.get().getTarget().canonicalize();
        }
        return found;
    }

    @Override
    public void close() {
        try {
            udp.close();
            tcp.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
