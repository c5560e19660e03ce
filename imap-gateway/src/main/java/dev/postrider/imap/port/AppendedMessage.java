package dev.postrider.imap.port;

/** Where an appended message went. */
public record AppendedMessage(long uidValidity, long uid) {}
