package dev.postrider.smtp.ingress.adapter.pipeline;

import dev.postrider.servicekit.config.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How rspamd is asked.
 *
 * @param tls whether by https
 * @param trust PEM file of the certificates that are trusted; empty: those of the platform
 * @param password may be empty
 * @param maxOctets of a message; larger ones are not asked about
 * @param atOnce questions at once; as many again may wait
 * @param changesHeaders whether the fields are added and removed that it wants to be
 */
public record RspamdSettings(
        String host,
        int port,
        boolean tls,
        Optional<Path> trust,
        Secret password,
        long maxOctets,
        int atOnce,
        Duration connectTimeout,
        boolean changesHeaders) {}
