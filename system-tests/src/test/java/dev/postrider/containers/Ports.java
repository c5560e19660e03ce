package dev.postrider.containers;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.postrider.testkit.dialogue.TrustingTls;
import io.fabric8.kubernetes.api.model.ContainerPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;

/** Whether something answers behind each port that a pod declares: to be open says nothing, since Docker's own proxy takes every connection. */
final class Ports {
    private static final int TIMEOUT_MS = 10_000;
    private static final String HTTP = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

    /** The preface of HTTP/2, and an empty SETTINGS frame. */
    private static final String HTTP_2 = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0";

    private Ports() {}

    /**
     * What is wrong with a replica's ports, a line each.
     *
     * @param secure whether services talk TLS with each other: then gRPC has to turn away who has no certificate
     */
    static List<String> faults(Replica replica, boolean secure) {
        List<String> faults = new ArrayList<>();
        for (ContainerPort port : replica.rendered().container().getPorts()) {
            String name = port.getName();
            try {
                if (secure && name.equals("grpc")) {
                    // Nothing is said: octets that the server leaves unread would have its alert overtaken by a reset.
                    assertThrows(SSLException.class, () -> firstOctet(replica.port(name), true, ""), replica::toString);
                } else if (firstOctet(replica.port(name), isTls(name, secure), greeting(name)) < 0) {
                    faults.add(replica + ", " + name + ": closed");
                }
            } catch (IOException e) {
                faults.add(replica + ", " + name + ": " + e);
            }
        }
        return faults;
    }

    private static boolean isTls(String port, boolean secure) {
        return switch (port) {
            case "submissions", "imaps" -> true;
            case "admin" -> secure;
            default -> false;
        };
    }

    /** What the client has to say first, if it has. */
    private static String greeting(String port) {
        return switch (port) {
            case "management", "admin" -> HTTP;
            case "grpc" -> HTTP_2;
            default -> "";
        };
    }

    private static int firstOctet(int port, boolean tls, String said) throws IOException {
        try (Socket socket = tls
                ? TrustingTls.context().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)
                : new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT_MS);
            socket.getOutputStream().write(said.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            return socket.getInputStream().read();
        }
    }
}
