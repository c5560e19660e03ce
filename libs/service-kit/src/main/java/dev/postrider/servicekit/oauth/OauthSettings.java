package dev.postrider.servicekit.oauth;

import dev.postrider.servicekit.config.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Section {@code auth.oauth}; its meanings stand in {@code reference.conf}.
 *
 * @param discovery told to clients whose token is refused, RFC 7628 s3.2.2
 */
public record OauthSettings(
        List<Issuer> issuers, Optional<String> discovery, Duration keysFor, Duration keysStaleFor, Duration keysRetry) {
    /**
     * One issuer of tokens.
     *
     * @param keys {@code file:} or {@code https:}, or {@code http:} on this machine
     * @param scope that a token must have; empty: none
     */
    public record Issuer(
            String issuer, String audience, URI keys, Duration clockSkew, String loginClaim, Optional<String> scope) {}

    /** Copies the list. */
    public OauthSettings {
        issuers = List.copyOf(issuers);
    }

    /** Notes mistakes in {@code settings}; do not use the result before its {@code check()}. */
    public static OauthSettings from(Settings settings) {
        List<Issuer> issuers = settings.sections("issuers", "issuer-defaults").stream()
                .map(OauthSettings::issuer)
                .toList();
        Set<String> names = new HashSet<>();
        if (!issuers.stream().allMatch(issuer -> names.add(issuer.issuer()))) {
            settings.problem("issuers", "each issuer once");
        }
        return new OauthSettings(
                issuers,
                settings.optionalString("discovery"),
                settings.duration("keys-for"),
                settings.duration("keys-stale-for"),
                settings.duration("keys-retry"));
    }

    private static Issuer issuer(Settings settings) {
        return new Issuer(
                needed(settings, "issuer", "the value of iss in its tokens"),
                needed(settings, "audience", "the value of aud that means this system"),
                keys(settings),
                settings.duration("clock-skew"),
                needed(settings, "login-claim", "the name of the claim that holds the login"),
                settings.optionalString("scope"));
    }

    private static String needed(Settings settings, String path, String allowed) {
        Optional<String> value = settings.optionalString(path);
        if (value.isEmpty()) {
            settings.problem(path, allowed);
        }
        return value.orElse("");
    }

    private static URI keys(Settings settings) {
        String allowed = "file:/path or https://host/path of a JWK set; http:// on this machine only";
        try {
            URI uri = new URI(settings.optionalString("keys").orElse(""));
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            boolean good = switch (scheme) {
                case "file" -> uri.getPath() != null && !uri.getPath().isEmpty();
                case "https" -> uri.getHost() != null;
                case "http" ->
                    uri.getHost() != null
                            && List.of("localhost", "127.0.0.1", "[::1]").contains(uri.getHost());
                default -> false;
            };
            if (good) {
                return uri;
            }
        } catch (URISyntaxException notOne) {
            // Said below, as anything else that is wrong with it.
        }
        settings.problem("keys", allowed);
        return URI.create("file:/nowhere");
    }
}
