package dev.postrider.testkit.dialogue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A peer behind a TCP socket, with TLS from the start or upgraded to it. */
public final class SocketPeer implements DialoguePeer {
    private static final Duration SILENCE = Duration.ofMillis(150);

    private final Duration answerTimeout;
    private final LineBuffer said = new LineBuffer();
    private Socket socket;
    private boolean ended;

    private SocketPeer(Socket socket, Duration answerTimeout) {
        this.socket = socket;
        this.answerTimeout = answerTimeout;
    }

    /**
     * Connects in clear.
     *
     * @param answerTimeout for which a line is waited for
     */
    public static SocketPeer connect(String host, int port, Duration answerTimeout) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(host, port), Math.toIntExact(answerTimeout.toMillis()));
        socket.setTcpNoDelay(true);
        return new SocketPeer(socket, answerTimeout);
    }

    /** Shakes hands on this connection, whatever the server's certificate is: at once for implicit TLS, or after the server agreed to STARTTLS. */
    public void startTls() {
        startTls(TrustingTls.context(), "localhost");
    }

    /** Shakes hands on this connection. */
    public void startTls(SSLContext context, String host) {
        try {
            if (!said.isEmpty()) {
                throw new AssertionError("octets in clear after the server agreed to TLS");
            }
            SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, host, socket.getPort(), true);
            tls.setSoTimeout(Math.toIntExact(answerTimeout.toMillis()));
            tls.startHandshake();
            socket = tls;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void send(byte[] chunk) {
        try {
            socket.getOutputStream().write(chunk);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            // A server that has closed may still have said why; what follows in the dialogue tells whether it may.
            ended = ended || !(e instanceof SocketException);
        }
    }

    /** Sends nothing more, and goes on listening. */
    public void finish() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<byte[]> readLine() {
        while (true) {
            Optional<byte[]> line = said.next();
            if (line.isPresent()) {
                return line;
            }
            if (!fill(answerTimeout)) {
                return ended && !said.isEmpty() ? Optional.of(said.rest()) : Optional.empty();
            }
        }
    }

    @Override
    public boolean closed() {
        while (fill(answerTimeout)) {
            said.rest();
        }
        return ended;
    }

    @Override
    public boolean silent() {
        return said.isEmpty() && !fill(SILENCE);
    }

    @Override
    public void close() {
        try {
            // Gone, as when its process is killed: a mere end of its octets would leave open whether it listens.
            if (!socket.isClosed()) {
                socket.setSoLinger(true, 0);
            }
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads once; false if nothing came or the connection has ended. */
    private boolean fill(Duration timeout) {
        if (ended) {
            return false;
        }
        try {
            socket.setSoTimeout(Math.toIntExact(timeout.toMillis()));
            InputStream in = socket.getInputStream();
            byte[] chunk = new byte[8192];
            int length = in.read(chunk);
            if (length < 0) {
                ended = true;
                return false;
            }
            said.append(chunk, 0, length);
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            ended = true;
            return false;
        }
    }
}
