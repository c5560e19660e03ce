package dev.postrider.mailbox.admin;

import dev.postrider.mail.Address;
import java.time.Instant;
import java.util.List;

/**
 * A local domain.
 *
 * @param name A-labels, lower case
 * @param catchAll where mail for unknown users goes; empty: it is refused
 */
public record DomainEntry(String name, boolean enabled, List<Address> catchAll, Instant createdAt) {}
