package dev.postrider.system;

import dev.postrider.testkit.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An smtp-ingress of the shared cluster with everything that the usual one has not: an MX behind proxies, submission over TLS, LMTP for clients that may
 * use XCLIENT, and a second certificate. {@link #shared} is one for all batteries, and starts with the first.
 *
 * @param proxied the MX; each connection begins with a PROXY header
 * @param other the second certificate, if this machine has the tool that makes it
 */
record BatteryIngress(int proxied, int submission, int submissions, int lmtp, Optional<OtherCertificate> other) {
    static final String OTHER_NAME = "other.test";

    /**
     * An RSA certificate for {@link #OTHER_NAME} below an intermediate authority, PEM.
     *
     * @param chain the certificate and the intermediate's
     * @param root who vouches for the intermediate
     */
    record OtherCertificate(Path chain, Path key, Path root) {
        private static final String EXTENSIONS = """
                [req]
                distinguished_name = name
                [name]
                [authority]
                basicConstraints = critical, CA:TRUE
                keyUsage = keyCertSign
                [server]
                subjectAltName = DNS:other.test
                """;

        private static OtherCertificate make(ExternalTool openssl, Path directory)
                throws IOException, InterruptedException {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("extensions"), EXTENSIONS);
            issue(openssl, directory, "root", "authority", List.of());
            issue(openssl, directory, "between", "authority", List.of("-CA", "root.crt", "-CAkey", "root.key"));
            issue(openssl, directory, OTHER_NAME, "server", List.of("-CA", "between.crt", "-CAkey", "between.key"));
            Path chain = directory.resolve("chain.crt");
            Files.writeString(
                    chain,
                    Files.readString(directory.resolve(OTHER_NAME + ".crt"))
                            + Files.readString(directory.resolve("between.crt")));
            return new OtherCertificate(chain, directory.resolve(OTHER_NAME + ".key"), directory.resolve("root.crt"));
        }

        private static void issue(
                ExternalTool openssl, Path directory, String name, String extensions, List<String> issuer)
                throws IOException, InterruptedException {
            List<String> arguments = new java.util.ArrayList<>(
                    List.of("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-config", "extensions"));
            arguments.addAll(List.of("-extensions", extensions, "-subj", "/CN=" + name));
            arguments.addAll(List.of("-keyout", name + ".key", "-out", name + ".crt"));
            arguments.addAll(issuer);
            openssl.run(directory, new byte[0], arguments);
        }
    }

    private static final class Shared {
        private static final BatteryIngress INSTANCE = start(PostriderCluster.shared());
    }

    static BatteryIngress shared() {
        return Shared.INSTANCE;
    }

    private static BatteryIngress start(PostriderCluster cluster) {
        try {
            Optional<ExternalTool> openssl = ExternalTool.find("openssl");
            Optional<OtherCertificate> other = openssl.isPresent()
                    ? Optional.of(OtherCertificate.make(
                            openssl.get(), cluster.directory().resolve("other")))
                    : Optional.empty();
            BatteryIngress ingress =
                    new BatteryIngress(FreePort.next(), FreePort.next(), FreePort.next(), FreePort.next(), other);
            cluster.addIngress("battery", ingress.proxied(), ingress.submission(), ingress.settings());
            return ingress;
        } catch (IOException e) {
            throw new AssertionError("the ingress of the batteries cannot be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private Map<String, String> settings() {
        String certificates = other.map(
                        pair -> "[{ certificate = \"" + pair.chain() + "\", key = \"" + pair.key() + "\" }]")
                .orElse("[]");
        return Map.ofEntries(
                Map.entry("smtp-ingress.listeners.mx.proxy-protocol", "on"),
                Map.entry("smtp-ingress.listeners.mx.proxy-protocol-from", "127.0.0.0/8"),
                Map.entry("smtp-ingress.listeners.submissions.enabled", "on"),
                Map.entry("smtp-ingress.listeners.submissions.host", "127.0.0.1"),
                Map.entry("smtp-ingress.listeners.submissions.port", Integer.toString(submissions)),
                Map.entry("smtp-ingress.listeners.lmtp.enabled", "on"),
                Map.entry("smtp-ingress.listeners.lmtp.port", Integer.toString(lmtp)),
                Map.entry("smtp-ingress.listeners.lmtp.tls", "starttls"),
                Map.entry("smtp-ingress.listeners.lmtp.xclient-from", "127.0.0.0/8"),
                Map.entry("tls.certificates", certificates));
    }
}
