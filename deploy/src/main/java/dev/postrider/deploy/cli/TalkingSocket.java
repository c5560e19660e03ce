package dev.postrider.deploy.cli;

import dev.postrider.servicekit.config.HostPort;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection on which lines are said and heard. */
final class TalkingSocket implements AutoCloseable {
    private static final int CONNECT_MS = 10_000;
    private static final int SILENCE_MS = 60_000;
    private static final int LONGEST_LINE = 64 * 1024;

    private final HostPort server;
    private Socket socket;
    private InputStream in;

    private TalkingSocket(HostPort server, Socket socket) throws IOException {
        this.server = server;
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    static TalkingSocket connect(HostPort server) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(server.host(), server.port()), CONNECT_MS);
        socket.setSoTimeout(SILENCE_MS);
        return new TalkingSocket(server, socket);
    }

    void startTls(Tls tls) throws IOException {
        socket = tls.over(socket, server.host(), server.port());
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** One line or several, without the last CRLF. */
    void say(String text) throws IOException {
        socket.getOutputStream().write((text + "\r\n").getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    /** The next line without its end. */
    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int octet = in.read();
        while (octet != '\n') {
            if (octet < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (line.size() == LONGEST_LINE) {
                throw new IOException("a line without end");
            }
            line.write(octet);
            octet = in.read();
        }
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
