package dev.postrider.mailbox.admin;

import dev.postrider.mail.Address;
import java.time.Instant;
import java.util.List;

/** An alias: mail for {@code address} goes to all of {@code targets} instead. */
public record AliasEntry(Address address, List<Address> targets, Instant createdAt) {}
