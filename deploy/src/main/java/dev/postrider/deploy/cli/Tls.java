package dev.postrider.deploy.cli;

import dev.postrider.servicekit.net.PeerTls;
import dev.postrider.servicekit.net.PeerTlsFiles;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * How servers are checked.
 *
 * @param name that certificates must have; empty: the host that is connected to
 */
record Tls(SSLContext context, Optional<String> name) {
    /** @param trust PEM file; empty: what Java trusts */
    static Tls trusting(Optional<Path> trust, Optional<String> name) {
        try {
            return new Tls(
                    PeerTls.read(new PeerTlsFiles(Optional.empty(), trust)).newContext(), name);
        } catch (IOException | GeneralSecurityException e) {
            throw new CommandFailure(
                    CommandFailure.USAGE, "--tls-trust wants a PEM file of certificates: " + e.getMessage());
        }
    }

    /** Shakes hands as a client over a connection to {@code host}, and checks the certificate and its name. */
    SSLSocket over(Socket plain, String host, int port) throws IOException {
        String wanted = name.orElse(host);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, wanted, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        if (wanted.contains(".") && !wanted.matches("[0-9.]+")) {
            parameters.setServerNames(List.of(new SNIHostName(wanted)));
        }
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }
}
