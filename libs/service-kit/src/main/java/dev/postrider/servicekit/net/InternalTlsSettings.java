package dev.postrider.servicekit.net;

import dev.postrider.servicekit.config.Settings;
import java.util.List;
import java.util.Optional;

/** The root {@code internal-tls} of the configuration; its meanings stand in {@code reference.conf}. */
public record InternalTlsSettings(PeerTlsFiles files, List<String> allowed) {
    /** Empty if it is off. Notes mistakes in {@code settings}; use the result after {@code check()}. */
    public static Optional<InternalTlsSettings> from(Settings settings) {
        if (!settings.flag("enabled")) {
            return Optional.empty();
        }
        PeerTlsFiles files = PeerTlsFiles.from(settings, "certificate", "key", "authorities");
        if (files.identity().isEmpty()) {
            settings.problem("certificate", "set, because internal-tls.enabled = on: both sides show one");
        }
        if (files.authorities().isEmpty()) {
            settings.problem("authorities", "set, because internal-tls.enabled = on: who vouches for the services");
        }
        return Optional.of(new InternalTlsSettings(files, settings.strings("allowed-names")));
    }
}
