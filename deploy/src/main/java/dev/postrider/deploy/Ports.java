package dev.postrider.deploy;

import dev.postrider.servicekit.config.Settings;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** Where the settings of each service say that it listens. */
final class Ports {
    /** The host's own. */
    private static final String MANAGEMENT = "management";

    private static final List<String> SECTIONS = List.of(
            "smtp-ingress.listeners.mx",
            "smtp-ingress.listeners.submission",
            "smtp-ingress.listeners.submissions",
            "smtp-ingress.listeners.lmtp",
            "imap-gateway.listeners.imap",
            "imap-gateway.listeners.imaps",
            "mailbox-service.grpc",
            "mailbox-service.admin",
            "delivery-worker.admin",
            MANAGEMENT);

    private Ports() {}

    static int mx(Settings settings) {
        return settings.port("smtp-ingress.listeners.mx.port");
    }

    static int submission(Settings settings) {
        return settings.port("smtp-ingress.listeners.submission.port");
    }

    static int submissions(Settings settings) {
        return settings.port("smtp-ingress.listeners.submissions.port");
    }

    static int imap(Settings settings) {
        return settings.port("imap-gateway.listeners.imap.port");
    }

    static int imaps(Settings settings) {
        return settings.port("imap-gateway.listeners.imaps.port");
    }

    /**
     * Looks before everything starts whether the ports of the services are free.
     *
     * @param runs whether a service is among those to be started
     * @throws StartFailure naming each port that is not, and how to choose another
     */
    static void checkFree(Settings settings, Predicate<String> runs) throws IOException {
        List<String> taken = new ArrayList<>();
        for (String section : SECTIONS) {
            boolean ours = section.equals(MANAGEMENT) || runs.test(section.substring(0, section.indexOf('.')));
            boolean enabled = !settings.has(section + ".enabled") || settings.flag(section + ".enabled");
            if (ours && enabled && !isFree(settings.string(section + ".host"), settings.port(section + ".port"))) {
                taken.add("port " + settings.port(section + ".port") + " is in use; choose another with POSTRIDER_"
                        + (section + ".port")
                                .toUpperCase(Locale.ROOT)
                                .replace('.', '_')
                                .replace('-', '_'));
            }
        }
        if (!taken.isEmpty()) {
            throw new StartFailure(String.join("\n           ", taken));
        }
    }

    private static boolean isFree(String host, int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
            return true;
        } catch (BindException e) {
            return false;
        }
    }
}
