package dev.postrider.servicekit.net;

import dev.postrider.servicekit.config.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * PEM files of TLS with peers that we know.
 *
 * @param identity what we show; empty: nothing
 * @param authorities whom we believe; empty: those that the platform believes
 */
public record PeerTlsFiles(Optional<TlsIdentity.Files> identity, Optional<Path> authorities) {
    /** Notes a mistake if only one of certificate and key is set. */
    public static PeerTlsFiles from(
            Settings settings, String certificateSetting, String keySetting, String authoritiesSetting) {
        Optional<Path> certificate = settings.optionalPath(certificateSetting);
        Optional<Path> key = settings.optionalPath(keySetting);
        if (certificate.isPresent() != key.isPresent()) {
            settings.problem(keySetting, "set together with " + certificateSetting + ", or neither");
        }
        return new PeerTlsFiles(
                certificate.flatMap(chain -> key.map(secret -> new TlsIdentity.Files(chain, secret, List.of()))),
                settings.optionalPath(authoritiesSetting));
    }
}
