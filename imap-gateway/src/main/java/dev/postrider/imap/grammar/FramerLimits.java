package dev.postrider.imap.grammar;

/**
 * How much of a command is kept.
 *
 * @param lineOctets of all text of one command
 * @param literalOctets of all its literals together
 */
public record FramerLimits(int lineOctets, int literalOctets) {}
