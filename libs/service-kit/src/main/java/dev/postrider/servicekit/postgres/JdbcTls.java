package dev.postrider.servicekit.postgres;

import dev.postrider.servicekit.net.PeerTls;
import dev.postrider.servicekit.net.PeerTlsFiles;
import dev.postrider.servicekit.net.TlsIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.postgresql.ssl.WrappedFactory;

/**
 * TLS of migrations with a client certificate: the driver's own factory does not take every PEM key that we take. The driver makes one by its
 * name, hence public; it checks the server's name itself.
 */
public final class JdbcTls extends WrappedFactory {
    /** With the driver's properties {@code sslcert}, {@code sslkey} and {@code sslrootcert}. */
    public JdbcTls(Properties driver) throws IOException, GeneralSecurityException {
        this.factory = PeerTls.read(new PeerTlsFiles(
                        Optional.of(new TlsIdentity.Files(
                                Path.of(driver.getProperty("sslcert")),
                                Path.of(driver.getProperty("sslkey")),
                                List.of())),
                        Optional.of(Path.of(driver.getProperty("sslrootcert")))))
                .newContext()
                .getSocketFactory();
    }
}
