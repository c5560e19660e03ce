package dev.postrider.mailauth.results;

/**
 * A stretch of octets.
 *
 * @param from index of the first
 * @param to index behind the last
 */
public record OctetRange(int from, int to) {}
