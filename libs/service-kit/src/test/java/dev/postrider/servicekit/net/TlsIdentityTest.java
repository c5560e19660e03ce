package dev.postrider.servicekit.net;

import static dev.postrider.testkit.TestVertx.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.postrider.testkit.TestVertx;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TlsIdentityTest {
    private final Instant now = Instant.now();

    @AutoClose
    private final TestVertx running = new TestVertx();

    private final Vertx vertx = running.vertx();

    @TempDir
    private Path directory = Path.of("");

    private static X509Certificate read(Path pem) throws Exception {
        try (InputStream in = Files.newInputStream(pem)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private TlsIdentity load(SelfSigned.PemFiles files) {
        return await(TlsIdentity.load(vertx, files.certificate(), files.key()));
    }

    /** Shakes hands as a strict client that trusts exactly {@code trusted}. */
    private static X509Certificate handshake(int port, String name, X509Certificate trusted, String protocol)
            throws Exception {
        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return handshake(plain, name, trusted, protocol);
        }
    }

    private static X509Certificate handshake(Socket plain, String name, X509Certificate trusted, String protocol)
            throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("it", trusted);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        try (SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(plain, name, plain.getPort(), true)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            parameters.setProtocols(new String[] {protocol});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    private NetServer implicitTls(TlsIdentity identity) {
        NetServer server = vertx.createNetServer(identity.applyTo(
                new NetServerOptions().setSsl(true).setHost("127.0.0.1").setPort(0)));
        return await(server.connectHandler(socket -> socket.end()).listen());
    }

    @Test
    void aSelfSignedCertificateIsOneThatStrictClientsTake() throws Exception {
        SelfSigned.PemFiles files =
                SelfSigned.ensure(directory, List.of("mail.example", "localhost", "127.0.0.1", "::1"), now);
        X509Certificate certificate = read(files.certificate());
        certificate.checkValidity();
        certificate.verify(certificate.getPublicKey());
        assertEquals(4, certificate.getSubjectAlternativeNames().size());
        assertEquals("CN=mail.example", certificate.getSubjectX500Principal().getName());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(files.key())));
        NetServer server = implicitTls(load(files));
        for (String protocol : List.of("TLSv1.3", "TLSv1.2")) {
            for (String name : List.of("mail.example", "localhost", "127.0.0.1")) {
                assertEquals(certificate, handshake(server.actualPort(), name, certificate, protocol));
            }
        }
        assertThrows(
                SSLHandshakeException.class,
                () -> handshake(server.actualPort(), "other.example", certificate, "TLSv1.3"));
    }

    @Test
    void whatIsThereIsKept() throws Exception {
        SelfSigned.PemFiles first = SelfSigned.ensure(directory, List.of("a.example"), now);
        byte[] key = Files.readAllBytes(first.key());
        SelfSigned.ensure(directory, List.of("b.example"), now);
        assertArrayEquals(key, Files.readAllBytes(first.key()));
    }

    private SelfSigned.PemFiles renew(SelfSigned.PemFiles files, Instant modified) throws IOException {
        Files.delete(files.certificate());
        Files.delete(files.key());
        SelfSigned.PemFiles renewed = SelfSigned.ensure(directory, List.of("localhost"), now);
        Files.setLastModifiedTime(renewed.certificate(), FileTime.from(modified));
        return renewed;
    }

    @Test
    void aNewCertificateIsUsedByRunningListenersForStartTlsToo() throws Exception {
        SelfSigned.PemFiles files = SelfSigned.ensure(directory, List.of("localhost"), now);
        X509Certificate old = read(files.certificate());
        TlsIdentity identity = load(files);
        NetServer implicit = implicitTls(identity);
        NetServer startTls = await(vertx.createNetServer(identity.applyTo(
                        new NetServerOptions().setHost("127.0.0.1").setPort(0)))
                .connectHandler(socket -> socket.upgradeToSsl(Buffer.buffer("220 go\r\n")))
                .listen());
        assertEquals(old, handshake(implicit.actualPort(), "localhost", old, "TLSv1.3"));
        assertEquals(old, startTls(startTls.actualPort(), old));

        renew(files, now.plusSeconds(60));
        X509Certificate renewed = read(files.certificate());
        assertNotEquals(old, renewed);
        await(identity.reload());
        assertEquals(renewed, handshake(implicit.actualPort(), "localhost", renewed, "TLSv1.3"));
        assertEquals(renewed, handshake(implicit.actualPort(), "localhost", renewed, "TLSv1.2"));
        assertEquals(renewed, startTls(startTls.actualPort(), renewed));
        identity.close();
    }

    private static X509Certificate startTls(int port, X509Certificate trusted) throws Exception {
        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port)) {
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(plain.getInputStream(), StandardCharsets.US_ASCII), 1);
            assertEquals("220 go", lines.readLine());
            return handshake(plain, "localhost", trusted, "TLSv1.3");
        }
    }

    @Test
    void aBrokenNewCertificateLeavesTheOldOneInUse() throws Exception {
        SelfSigned.PemFiles files = SelfSigned.ensure(directory, List.of("localhost"), now);
        X509Certificate old = read(files.certificate());
        TlsIdentity identity = load(files);
        NetServer server = implicitTls(identity);
        Files.writeString(files.certificate(), "not a certificate");
        Files.setLastModifiedTime(files.certificate(), FileTime.from(now.plusSeconds(60)));
        assertThrows(CompletionException.class, () -> await(identity.reload()));
        assertEquals(old, handshake(server.actualPort(), "localhost", old, "TLSv1.3"));
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() throws Exception {
        SelfSigned.PemFiles one = SelfSigned.ensure(directory.resolve("one"), List.of("localhost"), now);
        SelfSigned.PemFiles two = SelfSigned.ensure(directory.resolve("two"), List.of("localhost"), now);
        CompletionException e = assertThrows(
                CompletionException.class, () -> await(TlsIdentity.load(vertx, one.certificate(), two.key())));
        assertInstanceOf(Exception.class, Objects.requireNonNull(e.getCause()));
    }

    @Test
    void missingFilesFailTheLoad() {
        assertThrows(
                CompletionException.class,
                () -> await(TlsIdentity.load(vertx, directory.resolve("none.crt"), directory.resolve("none.key"))));
    }
}
