package dev.postrider.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Idle connections with TLS by STARTTLS: each has said EHLO within it, and then says nothing for less than a server's patience. */
final class TlsCrowd implements AutoCloseable {
    private static final int TIMEOUT_MS = 30_000;

    private final int port;
    private final SSLContext tls;
    private final List<SSLSocket> sockets = new ArrayList<>();

    /** @param certificate the server's, PEM */
    TlsCrowd(int port, Path certificate) throws IOException, GeneralSecurityException {
        this.port = port;
        this.tls = trusting(certificate);
    }

    private static SSLContext trusting(Path certificate) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(certificate)) {
            store.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }

    /** Opens so many more; each is where it is to stay when this returns. */
    void add(int more) throws IOException {
        for (int i = 0; i < more; i++) {
            Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
            plain.setSoTimeout(TIMEOUT_MS);
            expect(plain, "220 ");
            say(plain, "EHLO crowd.test", "250 ");
            say(plain, "STARTTLS", "220 ");
            SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, "localhost", port, true);
            socket.startHandshake();
            say(socket, "EHLO crowd.test", "250 ");
            sockets.add(socket);
        }
    }

    /** Asks each whether it is still there. @return connections that the server ended */
    int lost() {
        int lost = 0;
        for (SSLSocket socket : sockets) {
            try {
                say(socket, "NOOP", "250 ");
            } catch (IOException ended) {
                lost++;
            }
        }
        return lost;
    }

    private static void say(Socket socket, String line, String expected) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        expect(socket, expected);
    }

    /** The server says nothing unasked, so nothing is lost that the reader has read beyond the reply. */
    private static void expect(Socket socket, String lastLine) throws IOException {
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII), 1024);
        String line = reader.readLine();
        while (line != null && line.startsWith(lastLine.strip() + "-")) {
            line = reader.readLine();
        }
        if (line == null || !line.startsWith(lastLine)) {
            throw new IOException("the server said " + line + " where " + lastLine + "was due");
        }
    }

    @Override
    public void close() throws IOException {
        for (SSLSocket socket : sockets) {
            socket.close();
        }
    }
}
