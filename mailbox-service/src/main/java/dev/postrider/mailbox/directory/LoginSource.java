package dev.postrider.mailbox.directory;

import java.util.Optional;

/**
 * Where an attempt comes from.
 *
 * @param protocol empty: one that we do not know, which no app password opens
 */
public record LoginSource(String clientIp, Optional<MailProtocol> protocol) {}
