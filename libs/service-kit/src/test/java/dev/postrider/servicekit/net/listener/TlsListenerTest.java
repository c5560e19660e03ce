package dev.postrider.servicekit.net.listener;

import static dev.postrider.testkit.TestVertx.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.servicekit.net.PeerTls;
import dev.postrider.servicekit.net.SelfSigned;
import dev.postrider.servicekit.net.TlsIdentity;
import dev.postrider.servicekit.net.TlsSettings;
import dev.postrider.testkit.TestVertx;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client sees of the TLS of a listener. */
class TlsListenerTest {
    @AutoClose
    private final TestVertx running = new TestVertx();

    private final Vertx vertx = running.vertx();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @TempDir
    private Path directory = Path.of(".");

    private TlsIdentity identity = none();

    @SuppressWarnings("NullAway") // set before each test
    private static TlsIdentity none() {
        return null;
    }

    @BeforeEach
    void load() throws Exception {
        identity = await(TlsIdentity.load(
                vertx,
                List.of(
                        files("default", List.of("mx.example.org"), List.of()),
                        files("a", List.of("mail.a.example"), List.of()),
                        files("b", List.of("b.example"), List.of("*.b.example", "B.example")))));
        identity.measure(meters);
    }

    @AfterEach
    void stop() throws Exception {
        identity.close();
    }

    private SelfSigned.PemFiles pem(String name, List<String> names) throws IOException {
        return SelfSigned.ensure(directory.resolve(name), names, Instant.now());
    }

    private TlsIdentity.Files files(String name, List<String> certified, List<String> names) throws IOException {
        SelfSigned.PemFiles pem = pem(name, certified);
        return new TlsIdentity.Files(pem.certificate(), pem.key(), names);
    }

    private int start(ClientCertificates clients, Optional<X509ExtendedTrustManager> authorities) throws Exception {
        ListenerTls tls = new ListenerTls(identity.keyCertOptions(), true, clients, authorities);
        ListenerSpec spec = new ListenerSpec(
                "a", "127.0.0.1", 0, 2, Optional.of(tls), Access.OPEN, Duration.ZERO, new LineProtocol(true));
        return await(Listeners.start(vertx, List.of(spec), new ConnectionLimits(100, 100, List.of())))
                .port("a");
    }

    private int start() throws Exception {
        return start(ClientCertificates.NONE, Optional.empty());
    }

    /** A client that believes everybody. */
    private SSLSocket client(int port, Optional<String> serverName, Optional<SelfSigned.PemFiles> own)
            throws Exception {
        KeyManager @Nullable [] keys = own.isEmpty()
                ? null
                : new PemKeyCertOptions()
                        .setCertPath(own.get().certificate().toString())
                        .setKeyPath(own.get().key().toString())
                        .getKeyManagerFactory(vertx)
                        .getKeyManagers();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, new TrustManager[] {new AnyServer()}, null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout(10_000);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(serverName
                .<List<javax.net.ssl.SNIServerName>>map(name -> List.of(new SNIHostName(name)))
                .orElse(List.of()));
        socket.setSSLParameters(parameters);
        return socket;
    }

    private static String greeting(SSLSocket socket) throws IOException {
        return String.valueOf(
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                        .readLine());
    }

    private String certificateFor(int port, Optional<String> serverName) throws Exception {
        try (SSLSocket socket = client(port, serverName, Optional.empty())) {
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    @Test
    void theClientGetsTheCertificateForTheNameThatItAsksFor() throws Exception {
        int port = start();
        assertEquals("CN=mx.example.org", certificateFor(port, Optional.empty()));
        assertEquals("CN=mx.example.org", certificateFor(port, Optional.of("mx.example.org")));
        assertEquals("CN=mail.a.example", certificateFor(port, Optional.of("mail.a.example")));
        assertEquals("CN=mail.a.example", certificateFor(port, Optional.of("MAIL.A.example")));
        assertEquals("CN=b.example", certificateFor(port, Optional.of("x.b.example")));
        assertEquals("CN=b.example", certificateFor(port, Optional.of("b.example")));
        assertEquals("CN=mx.example.org", certificateFor(port, Optional.of("x.y.b.example")), "one label, not two");
        assertEquals("CN=mx.example.org", certificateFor(port, Optional.of("other.example")));
    }

    @Test
    void aChangedCertificateIsUsedWithoutARestart() throws Exception {
        int port = start();
        assertEquals("CN=mail.a.example", certificateFor(port, Optional.of("mail.a.example")));
        replace("a", pem("renewed", List.of("renewed.a.example", "mail.a.example")));
        await(identity.reload());
        assertEquals("CN=renewed.a.example", certificateFor(port, Optional.of("mail.a.example")));
        assertEquals("CN=mx.example.org", certificateFor(port, Optional.empty()));
        assertEquals(
                1.0,
                meters.get("postrider.tls.reloads")
                        .tag("result", "ok")
                        .counter()
                        .count());

        Files.writeString(directory.resolve("a").resolve("tls.crt"), "rubbish");
        assertThrows(Exception.class, () -> await(identity.reload()));
        assertEquals("CN=renewed.a.example", certificateFor(port, Optional.of("mail.a.example")), "the old one stays");
        assertEquals(
                1.0,
                meters.get("postrider.tls.reloads")
                        .tag("result", "failed")
                        .counter()
                        .count());
    }

    private void replace(String name, SelfSigned.PemFiles by) throws IOException {
        Path certificate = directory.resolve(name).resolve("tls.crt");
        Path key = directory.resolve(name).resolve("tls.key");
        Files.write(certificate, Files.readAllBytes(by.certificate()));
        Files.write(key, Files.readAllBytes(by.key()));
        // A file system may tell times apart only coarsely.
        Files.setLastModifiedTime(certificate, FileTime.from(Instant.now().plusSeconds(5)));
    }

    @Test
    void theMetricTellsWhenTheFirstCertificateEnds() {
        double ends =
                meters.get("postrider.tls.certificate.expires.seconds").gauge().value();
        double tenYears = Instant.now().plus(Duration.ofDays(3650)).getEpochSecond();
        assertEquals(tenYears, ends, 3600);
    }

    @Test
    void aClientsCertificateIsRecordedIfItCanBeVerified() throws Exception {
        SelfSigned.PemFiles known = pem("known", List.of("sender.example"));
        SelfSigned.PemFiles unknown = pem("unknown", List.of("sender.example"));
        int requested =
                start(ClientCertificates.REQUEST, Optional.of(authorities(known).trust()));
        try (SSLSocket socket = client(requested, Optional.empty(), Optional.of(known))) {
            assertEquals("hello 127.0.0.1 TLSv1.3 CN=sender.example", greeting(socket));
        }
        try (SSLSocket socket = client(requested, Optional.empty(), Optional.of(unknown))) {
            assertEquals("hello 127.0.0.1 TLSv1.3", greeting(socket), "served, but nobody vouches for it");
        }
        try (SSLSocket socket = client(requested, Optional.empty(), Optional.empty())) {
            assertEquals("hello 127.0.0.1 TLSv1.3", greeting(socket));
        }
        try (SSLSocket socket = client(start(), Optional.empty(), Optional.of(known))) {
            assertEquals("hello 127.0.0.1 TLSv1.3", greeting(socket), "nobody asked for it");
        }
    }

    private PeerTls authorities(SelfSigned.PemFiles known) throws Exception {
        return await(new TlsSettings(List.of(), Optional.of(known.certificate())).watchClientAuthorities(vertx))
                .orElseThrow();
    }

    @Test
    void changedAuthoritiesVouchWithoutARestart() throws Exception {
        SelfSigned.PemFiles first = pem("first", List.of("first.example"));
        SelfSigned.PemFiles second = pem("second", List.of("second.example"));
        Path file = Files.copy(first.certificate(), directory.resolve("authorities"));
        PeerTls authorities = authorities(new SelfSigned.PemFiles(file, first.key()));
        int requested = start(ClientCertificates.REQUEST, Optional.of(authorities.trust()));
        int required = start(ClientCertificates.REQUIRE, Optional.of(authorities.trust()));
        try (SSLSocket socket = client(requested, Optional.empty(), Optional.of(second))) {
            assertEquals("hello 127.0.0.1 TLSv1.3", greeting(socket));
        }
        Files.write(file, Files.readAllBytes(second.certificate()));
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(5)));
        authorities.refresh();
        for (int port : new int[] {requested, required}) {
            try (SSLSocket socket = client(port, Optional.empty(), Optional.of(second))) {
                assertEquals("hello 127.0.0.1 TLSv1.3 CN=second.example", greeting(socket));
            }
        }
        try (SSLSocket socket = client(required, Optional.empty(), Optional.of(first))) {
            assertThrows(IOException.class, () -> greeting(socket));
        }
    }

    @Test
    void whereACertificateIsRequiredThereIsNoTlsWithoutOne() throws Exception {
        SelfSigned.PemFiles known = pem("known", List.of("sender.example"));
        int port =
                start(ClientCertificates.REQUIRE, Optional.of(authorities(known).trust()));
        try (SSLSocket socket = client(port, Optional.empty(), Optional.of(known))) {
            assertEquals("hello 127.0.0.1 TLSv1.3 CN=sender.example", greeting(socket));
        }
        for (Optional<SelfSigned.PemFiles> own :
                List.of(Optional.<SelfSigned.PemFiles>empty(), Optional.of(pem("other", List.of("x.example"))))) {
            try (SSLSocket socket = client(port, Optional.empty(), own)) {
                assertThrows(IOException.class, () -> greeting(socket));
            }
        }
    }

    /** A client of this JDK would not even ask, so its hello is made by hand. */
    @Test
    void nothingBelowTls12() throws Exception {
        int port = start();
        for (int minor = 0; minor <= 2; minor++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream().write(hello(minor, 0xC009, 0xC013, 0xC02B));
                byte[] answer = socket.getInputStream().readNBytes(7);
                assertEquals(21, answer[0], "an alert");
                assertEquals(70, answer[6], "protocol_version");
            }
        }
    }

    @Test
    void noCipherWithoutForwardSecrecyOrAuthenticatedEncryption() throws Exception {
        int port = start();
        int[] old = {0xC009, 0xC00A, 0xC023, 0xC024, 0x009C, 0x009D, 0x002F, 0x0035, 0x000A, 0x009E};
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(hello(3, old));
            byte[] answer = socket.getInputStream().readNBytes(7);
            assertEquals(21, answer[0], "an alert");
            assertEquals(40, answer[6], "handshake_failure");
        }
    }

    /** ClientHello of RFC 5246 s7.4.1.2 with the curves and signatures that any client has. */
    private static byte[] hello(int minor, int... ciphers) {
        byte[] extensions = {
            0, 10, 0, 4, 0, 2, 0, 23, 0, 11, 0, 2, 1, 0, 0, 13, 0, 8, 0, 6, 4, 3, 4, 1, 2, 1,
        };
        int body = 2 + 32 + 1 + 2 + 2 * ciphers.length + 2 + 2 + extensions.length;
        ByteBuffer out = ByteBuffer.allocate(5 + 4 + body);
        out.put((byte) 22).put((byte) 3).put((byte) Math.min(minor, 1)).putShort((short) (4 + body));
        out.put((byte) 1).put((byte) 0).putShort((short) body);
        out.put((byte) 3).put((byte) minor).put(new byte[32]).put((byte) 0);
        out.putShort((short) (2 * ciphers.length));
        for (int cipher : ciphers) {
            out.putShort((short) cipher);
        }
        out.put((byte) 1).put((byte) 0).putShort((short) extensions.length).put(extensions);
        return out.array();
    }

    /** Another implementation's word on the same, where it is installed. */
    @Test
    void opensslAgrees() throws Exception {
        if (!Files.isExecutable(Path.of("/usr/bin/openssl"))) {
            System.out.println("openssl is not installed: TLS is tried with Java alone");
            return;
        }
        int port = start();
        assertTrue(openssl(port, "-tls1_3").contains("hello 127.0.0.1 TLSv1.3"));
        assertTrue(openssl(port, "-tls1_2").contains("hello 127.0.0.1 TLSv1.2"));
        assertFalse(openssl(port, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0").contains("hello"));
        assertFalse(openssl(port, "-tls1", "-cipher", "ALL:@SECLEVEL=0").contains("hello"));
        assertFalse(openssl(port, "-tls1_2", "-cipher", "AES128-SHA:ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0")
                .contains("hello"));
        assertTrue(openssl(port, "-servername", "x.b.example").contains("CN = b.example")
                || openssl(port, "-servername", "x.b.example").contains("CN=b.example"));
        assertTrue(openssl(port, "-noservername").replace(" ", "").contains("CN=mx.example.org"));
    }

    private static String openssl(int port, String... options) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("/usr/bin/openssl", "s_client", "-connect", "127.0.0.1:" + port));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        StringBuilder output = new StringBuilder();
        // It reads until the server has spoken and it has been told to stop.
        try (BufferedReader reader = process.inputReader(StandardCharsets.ISO_8859_1)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                output.append(line).append('\n');
                if (line.startsWith("hello")) {
                    process.getOutputStream().close();
                }
            }
        }
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        return output.toString();
    }

    private static final class AnyServer extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, javax.net.ssl.SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, javax.net.ssl.SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
