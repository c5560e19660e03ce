package dev.postrider.servicekit.admin;

import dev.postrider.servicekit.config.Secret;
import dev.postrider.servicekit.config.Settings;
import java.util.Optional;

/**
 * Section {@code admin} of a service; its meanings stand in that one's {@code reference.conf}.
 *
 * @param tokenPath where the token is set, for people
 * @param token without one the API is off
 */
public record AdminSettings(
        String host, int port, String tokenPath, Optional<Secret> token, String tokenName, long maxBodyOctets) {
    /** Shorter ones can be guessed. */
    public static final int MIN_TOKEN_CHARS = 16;

    /** Notes mistakes in {@code settings}; do not use the result before its {@code check()}. */
    public static AdminSettings read(Settings settings) {
        Optional<Secret> token = settings.optionalSecret("token").filter(secret -> !secret.isEmpty());
        if (token.isPresent() && token.get().get().length() < MIN_TOKEN_CHARS) {
            settings.problem(
                    "token", "at least " + MIN_TOKEN_CHARS + " characters; `openssl rand -hex 32` makes a good one");
        }
        return new AdminSettings(
                settings.string("host"),
                settings.port("port"),
                settings.full("token"),
                token,
                settings.string("token-name"),
                settings.bytes("max-body"));
    }
}
