package dev.postrider.servicekit.net;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.X509ExtendedKeyManager;

/** One certificate chain with its key as it was read from PEM files. */
record PemIdentity(Version version, X509ExtendedKeyManager keys, List<X509Certificate> chain) {
    private static final String[] KEY_TYPES = {"EC", "RSA", "EdDSA", "RSASSA-PSS"};

    /** The files as they were when they were read. */
    record Version(FileTime certificate, FileTime key) {
        static Version of(Path certificate, Path key) throws IOException {
            return new Version(Files.getLastModifiedTime(certificate), Files.getLastModifiedTime(key));
        }
    }

    /** Fails if the files do not hold a chain and its key. Blocks. */
    static PemIdentity read(Path certificate, Path key) throws Exception {
        // The times first: a change while the contents are read is then seen at the next look.
        Version version = Version.of(certificate, key);
        X509ExtendedKeyManager keys = Stream.of(new PemKeyCertOptions()
                        .addCertValue(Buffer.buffer(Files.readAllBytes(certificate)))
                        .addKeyValue(Buffer.buffer(Files.readAllBytes(key)))
                        // A Vert.x would only be asked to read files.
                        .getKeyManagerFactory(null)
                        .getKeyManagers())
                .filter(X509ExtendedKeyManager.class::isInstance)
                .map(X509ExtendedKeyManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("no key in " + key));
        for (String type : KEY_TYPES) {
            String[] aliases = keys.getServerAliases(type, null);
            if (aliases != null && aliases.length > 0) {
                X509Certificate[] chain = keys.getCertificateChain(aliases[0]);
                // A chain and a key of different pairs would fail every handshake; better to fail the load.
                if (!KeyPairs.belongTogether(keys.getPrivateKey(aliases[0]), chain[0].getPublicKey())) {
                    throw new GeneralSecurityException(key + " is not the key of " + certificate);
                }
                return new PemIdentity(version, keys, Arrays.asList(chain));
            }
        }
        throw new GeneralSecurityException("no usable key in " + key);
    }

    /** When the first certificate of the chain is no longer valid. */
    Instant expires() {
        return chain.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
    }

    CertificateNames names() throws GeneralSecurityException {
        return CertificateNames.of(chain.getFirst());
    }
}
