package dev.postrider.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** TLS as OpenSSL sees it, and as a scanner like testssl.sh judges it: behind STARTTLS, and from the beginning. */
final class ForeignTlsIT {
    /** What OpenSSL offers only if it is told that security is no concern. */
    private static final String ANYTHING = ":@SECLEVEL=0";

    private static final String OTHER = BatteryIngress.OTHER_NAME;

    @TempDir
    static Path directory = Path.of("");

    private static PostriderCluster cluster = PostriderCluster.shared();
    private static BatteryIngress ingress = BatteryIngress.shared();

    /** One place to connect to. */
    private enum Place {
        STARTTLS,
        LMTP_STARTTLS,
        IMPLICIT;

        List<String> options() {
            return switch (this) {
                case STARTTLS -> connect(cluster.mxPort(), "-starttls", "smtp", "-name", "battery.test");
                case LMTP_STARTTLS -> connect(ingress.lmtp(), "-starttls", "lmtp", "-name", "battery.test");
                case IMPLICIT -> connect(ingress.submissions());
            };
        }

        private static List<String> connect(int port, String... more) {
            return Stream.concat(Stream.of("s_client", "-connect", "127.0.0.1:" + port), Stream.of(more))
                    .toList();
        }
    }

    /** A session behind the handshake, to the server's end of it. */
    private static ExternalTool.Result talk(ExternalTool openssl, Place place, String said, String... options)
            throws Exception {
        List<String> arguments = Stream.of(place.options().stream(), Stream.of("-ign_eof"), Stream.of(options))
                .flatMap(part -> part)
                .toList();
        return openssl.result(directory, said.getBytes(StandardCharsets.US_ASCII), ExternalTool.Input.ENDS, arguments);
    }

    private static ExternalTool.Result quit(ExternalTool openssl, Place place, String... options) throws Exception {
        return talk(openssl, place, "QUIT\r\n", options);
    }

    private static Stream<ExternalTool> openssl() {
        return ExternalTool.find("openssl").stream();
    }

    @TestFactory
    Stream<DynamicTest> whatIsGoodIsServed() {
        return openssl()
                .flatMap(tool -> Stream.of(
                                List.of("TLSv1.2", "-tls1_2"),
                                List.of("TLSv1.3", "-tls1_3"),
                                List.of("TLS_AES_256_GCM_SHA384", "-ciphersuites", "TLS_AES_256_GCM_SHA384"),
                                List.of("TLS_AES_128_GCM_SHA256", "-ciphersuites", "TLS_AES_128_GCM_SHA256"),
                                List.of(
                                        "TLS_CHACHA20_POLY1305_SHA256",
                                        "-ciphersuites",
                                        "TLS_CHACHA20_POLY1305_SHA256"),
                                suite("ECDHE-ECDSA-AES256-GCM-SHA384"),
                                suite("ECDHE-ECDSA-AES128-GCM-SHA256"),
                                suite("ECDHE-ECDSA-CHACHA20-POLY1305"),
                                otherSuite("ECDHE-RSA-AES256-GCM-SHA384"),
                                otherSuite("ECDHE-RSA-AES128-GCM-SHA256"),
                                otherSuite("ECDHE-RSA-CHACHA20-POLY1305"))
                        .flatMap(one -> Stream.of(Place.LMTP_STARTTLS, Place.IMPLICIT)
                                .map(place -> dynamicTest(
                                        one.getFirst() + " " + place, () -> assertServed(tool, place, one)))));
    }

    private static List<String> suite(String name) {
        return List.of(name, "-tls1_2", "-cipher", name, "-servername", "localhost");
    }

    /** For the certificate with an RSA key. */
    private static List<String> otherSuite(String name) {
        return List.of(name, "-tls1_2", "-cipher", name, "-servername", OTHER);
    }

    private static void assertServed(ExternalTool tool, Place place, List<String> one) throws Exception {
        ExternalTool.Result result =
                quit(tool, place, one.subList(1, one.size()).toArray(String[]::new));
        assertEquals(0, result.status(), result.toString());
        assertTrue(result.output().contains(one.getFirst()), result.output());
        assertTrue(result.output().contains("\n221 "), result.output());
        assertTrue(result.output().contains("Compression: NONE"), result.output());
    }

    @TestFactory
    Stream<DynamicTest> whatIsWorthlessIsRefused() {
        return openssl()
                .flatMap(tool -> Stream.of(
                                List.of("-tls1", "-cipher", "ALL" + ANYTHING),
                                List.of("-tls1_1", "-cipher", "ALL" + ANYTHING),
                                List.of("-tls1_2", "-cipher", "eNULL" + ANYTHING),
                                List.of("-tls1_2", "-cipher", "aNULL" + ANYTHING),
                                List.of("-tls1_2", "-cipher", "kRSA" + ANYTHING),
                                List.of("-tls1_2", "-cipher", "kDHE" + ANYTHING),
                                List.of(
                                        "-tls1_2",
                                        "-cipher",
                                        "ECDHE+SHA1:ECDHE+SHA256:ECDHE+SHA384:!AESGCM:!CHACHA20:!ARIAGCM"),
                                List.of("-tls1_2", "-cipher", "ALL:!AESGCM:!CHACHA20" + ANYTHING),
                                List.of("-tls1_3", "-ciphersuites", "TLS_AES_128_CCM_SHA256:TLS_AES_128_CCM_8_SHA256"))
                        .flatMap(options -> Stream.of("localhost", OTHER)
                                .map(name ->
                                        dynamicTest(options + " " + name, () -> assertRefused(tool, options, name)))));
    }

    private static void assertRefused(ExternalTool tool, List<String> options, String name) throws Exception {
        for (Place place : List.of(Place.LMTP_STARTTLS, Place.IMPLICIT)) {
            List<String> all = Stream.concat(options.stream(), Stream.of("-servername", name))
                    .toList();
            ExternalTool.Result result = quit(tool, place, all.toArray(String[]::new));
            assertNotEquals(0, result.status(), place + ": " + result);
            assertTrue(result.errors().contains("alert"), place + ": the server's refusal, not OpenSSL's: " + result);
        }
    }

    /** With ClientHellos that OpenSSL cannot make any more. */
    @Test
    void soAreOldVersionsAndCompression() throws Exception {
        Optional<ExternalTool> python = ExternalTool.find("python3");
        if (python.isPresent()) {
            Path script = Path.of("src/test/battery/client_hello.py").toAbsolutePath();
            python.get()
                    .run(directory, new byte[0], List.of("-B", script.toString(), Integer.toString(cluster.mxPort())));
        }
    }

    @TestFactory
    Stream<DynamicTest> aSessionWithinTls() {
        return openssl()
                .flatMap(tool -> Stream.of(Place.values())
                        .map(place -> dynamicTest(place.name(), () -> {
                            String greeting = place == Place.LMTP_STARTTLS ? "LHLO" : "EHLO";
                            String output = talk(tool, place, greeting + " battery.test\r\nNOOP\r\nQUIT\r\n")
                                    .output();
                            assertTrue(output.contains("\n250-PIPELINING\r\n"), output);
                            assertFalse(output.contains("STARTTLS\r\n"), output);
                            assertTrue(output.contains("\n250 2.0.0 "), output);
                            assertTrue(output.contains("\n221 2.0.0 "), output);
                        })));
    }

    /** A client gets the certificate for the name that it asks for, and every certificate between it and the root. */
    @TestFactory
    Stream<DynamicTest> certificates() {
        String own = cluster.certificate().toString();
        String root = ingress.other().map(other -> other.root().toString()).orElse("");
        return openssl()
                .flatMap(tool -> Stream.of(Place.IMPLICIT, Place.LMTP_STARTTLS)
                        .flatMap(place -> Stream.of(
                                dynamicTest(
                                        "its name " + place,
                                        () -> assertShown(tool, place, own, "localhost", "localhost")),
                                dynamicTest(
                                        "another name " + place, () -> assertShown(tool, place, root, OTHER, OTHER)),
                                dynamicTest(
                                        "nobody's name " + place,
                                        () -> assertShown(tool, place, own, "nobody.test", "localhost")),
                                dynamicTest(
                                        "no name " + place,
                                        () -> assertEquals(
                                                0,
                                                quit(
                                                                tool,
                                                                place,
                                                                "-noservername",
                                                                "-CAfile",
                                                                own,
                                                                "-verify_hostname",
                                                                "localhost",
                                                                "-verify_return_error")
                                                        .status())))));
    }

    private static void assertShown(ExternalTool tool, Place place, String root, String asked, String shown)
            throws Exception {
        ExternalTool.Result result = quit(
                tool, place, "-servername", asked, "-CAfile", root, "-verify_hostname", shown, "-verify_return_error");
        assertEquals(0, result.status(), result.toString());
    }

    @TestFactory
    Stream<DynamicTest> noRenegotiation() {
        return openssl()
                .flatMap(tool -> Stream.of(Place.STARTTLS, Place.IMPLICIT)
                        .map(place -> dynamicTest(place.name(), () -> {
                            List<String> arguments = Stream.concat(place.options().stream(), Stream.of("-tls1_2"))
                                    .toList();
                            ExternalTool.Result result = tool.result(
                                    directory,
                                    "R\n".getBytes(StandardCharsets.US_ASCII),
                                    ExternalTool.Input.STAYS_OPEN,
                                    arguments);
                            assertTrue(result.output().contains("Secure Renegotiation IS supported"), result.output());
                            assertTrue(result.errors().contains("RENEGOTIATING"), result.toString());
                            assertNotEquals(0, result.status(), result.toString());
                        })));
    }

    /** A client that comes again need not prove everything again: its ticket is good for both versions. */
    @TestFactory
    Stream<DynamicTest> sessionsAreResumed() {
        return openssl()
                .flatMap(tool -> Stream.of("-tls1_2", "-tls1_3")
                        .map(version -> dynamicTest(version, () -> {
                            String ticket =
                                    directory.resolve("session" + version).toString();
                            ExternalTool.Result first = quit(tool, Place.IMPLICIT, version, "-sess_out", ticket);
                            assertTrue(first.output().contains("New, TLSv1"), first.output());
                            ExternalTool.Result second = quit(tool, Place.IMPLICIT, version, "-sess_in", ticket);
                            assertEquals(0, second.status(), second.toString());
                            assertTrue(second.output().contains("Reused, TLSv1"), second.output());
                        })));
    }
}
