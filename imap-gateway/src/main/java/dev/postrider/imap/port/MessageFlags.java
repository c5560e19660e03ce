package dev.postrider.imap.port;

import dev.postrider.imap.grammar.Flags;

/** What flags a message has, since which modseq. */
public record MessageFlags(long uid, long modseq, Flags flags) {}
