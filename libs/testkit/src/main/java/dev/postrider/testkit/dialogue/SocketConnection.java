package dev.postrider.testkit.dialogue;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** A dialogue's connection over a real socket on loopback, in plaintext or TLS. */
public final class SocketConnection implements DialogueConnection {
    private static final int READ_TIMEOUT_MS = 20_000;

    private Socket socket;
    private InputStream in;
    private OutputStream out;

    private SocketConnection(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(READ_TIMEOUT_MS);
        socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    /** Connects in plaintext. */
    public static SocketConnection connect(int port) {
        try {
            return new SocketConnection(new Socket(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Connects with TLS from the first octet. */
    public static SocketConnection connectTls(int port) {
        SocketConnection connection = connect(port);
        connection.startTls();
        return connection;
    }

    /** Shakes hands on the open connection, trusting any certificate. */
    public void startTls() {
        try {
            SSLContext context = TrustingTls.context();
            socket = context.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
            socket.setSoTimeout(READ_TIMEOUT_MS);
            in = new BufferedInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void send(byte[] octets) {
        try {
            out.write(octets);
            out.flush();
        } catch (SocketException e) {
            // The server has closed; what the dialogue expects next tells whether it may.
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<String> readLine() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            while (true) {
                int c = in.read();
                if (c < 0) {
                    return line.size() == 0 ? Optional.empty() : Optional.of(text(line.toByteArray()));
                }
                if (c == '\n') {
                    byte[] octets = line.toByteArray();
                    int length =
                            octets.length > 0 && octets[octets.length - 1] == '\r' ? octets.length - 1 : octets.length;
                    return Optional.of(text(java.util.Arrays.copyOf(octets, length)));
                }
                line.write(c);
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError(
                    "no line within " + READ_TIMEOUT_MS + " ms; so far: " + text(line.toByteArray()), e);
        } catch (SocketException e) {
            return Optional.empty(); // reset: closed
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** UTF-8 if it is, else ISO 8859-1. */
    public static String text(byte[] octets) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(octets, StandardCharsets.ISO_8859_1);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
