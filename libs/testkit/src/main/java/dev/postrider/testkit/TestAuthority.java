package dev.postrider.testkit;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;

/** A certificate authority of a test, whose files are named as those of a Kubernetes secret are. */
public final class TestAuthority {
    private final X509Bundle root;

    private TestAuthority(X509Bundle root) {
        this.root = root;
    }

    /** Certificate chain, its key, and the authority, in PEM. */
    public record Pem(Path certificate, Path key, Path authorities) {}

    public static TestAuthority named(String name) {
        try {
            Instant now = Instant.now();
            return new TestAuthority(new CertificateBuilder()
                    .subject("CN=" + name)
                    .setIsCertificateAuthority(true)
                    .setKeyUsage(
                            true, CertificateBuilder.KeyUsage.digitalSignature, CertificateBuilder.KeyUsage.keyCertSign)
                    .notBefore(now.minus(Duration.ofDays(2)))
                    .notAfter(now.plus(Duration.ofDays(2)))
                    .ecp256()
                    .buildSelfSigned());
        } catch (Exception e) {
            throw new IllegalStateException("cannot make an authority", e);
        }
    }

    /** Writes, or replaces, the files of a server and client with these DNS names or IPv4 addresses, good for a day. */
    public Pem issue(Path directory, String... names) {
        Instant now = Instant.now();
        return issue(directory, now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(1)), names);
    }

    /** As {@link #issue(Path, String...)}, with an end that is long past. */
    public Pem issueExpired(Path directory, String... names) {
        Instant now = Instant.now();
        return issue(directory, now.minus(Duration.ofDays(1)), now.minus(Duration.ofHours(1)), names);
    }

    private Pem issue(Path directory, Instant notBefore, Instant notAfter, String... names) {
        try {
            CertificateBuilder builder = new CertificateBuilder()
                    .subject("CN=" + names[0])
                    .notBefore(notBefore)
                    .notAfter(notAfter)
                    .setKeyUsage(true, CertificateBuilder.KeyUsage.digitalSignature)
                    .addExtendedKeyUsageServerAuth()
                    .addExtendedKeyUsageClientAuth()
                    .ecp256();
            for (String name : names) {
                if (name.matches("[0-9.]+")) {
                    builder.addSanIpAddress(name);
                } else {
                    builder.addSanDnsName(name);
                }
            }
            X509Bundle issued = builder.buildIssuedBy(root);
            Files.createDirectories(directory);
            return new Pem(
                    write(directory.resolve("tls.crt"), issued.getCertificatePathPEM()),
                    write(directory.resolve("tls.key"), issued.getPrivateKeyPEM()),
                    write(directory.resolve("ca.crt"), root.getCertificatePEM()));
        } catch (Exception e) {
            throw new IllegalStateException("cannot issue a certificate", e);
        }
    }

    /** In one step, as a reader must see it. */
    private static Path write(Path file, String text) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(temporary, text, StandardCharsets.US_ASCII);
        return Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
