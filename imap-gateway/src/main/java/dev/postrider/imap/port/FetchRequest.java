package dev.postrider.imap.port;

import dev.postrider.imap.grammar.UidSet;

/** Which messages are to be read, and what of them beyond flags, dates and sizes. */
public record FetchRequest(long mailboxId, UidSet uids, boolean structure, boolean header, boolean content) {}
