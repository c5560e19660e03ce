package dev.postrider.imap.port;

import dev.postrider.imap.grammar.Flags;
import dev.postrider.imap.grammar.InternalDate;
import dev.postrider.imap.grammar.MailboxName;
import java.util.Optional;

/** A message to be appended, without its octets. No date: now. */
public record AppendSpec(MailboxName mailbox, Flags flags, Optional<InternalDate> date, long octets) {}
