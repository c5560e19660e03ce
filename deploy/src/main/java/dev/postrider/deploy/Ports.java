package dev.postrider.deploy;

import dev.postrider.servicekit.config.Settings;

/** Where the settings of each service say that it listens. */
final class Ports {
    private Ports() {}

    static int mx(Settings settings) {
        return settings.port("smtp-ingress.listeners.mx.port");
    }

    static int submission(Settings settings) {
        return settings.port("smtp-ingress.listeners.submission.port");
    }

    static int imap(Settings settings) {
        return settings.port("imap-gateway.listeners.imap.port");
    }

    static int imaps(Settings settings) {
        return settings.port("imap-gateway.listeners.imaps.port");
    }
}
