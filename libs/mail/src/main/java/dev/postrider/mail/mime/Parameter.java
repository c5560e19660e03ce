package dev.postrider.mail.mime;

/**
 * One parameter of Content-Type or Content-Disposition. Continuations (RFC 2231 s3) have been joined; an extended value
 * (RFC 2231 s4) keeps its percent-encoding and the {@code *} at the end of its name.
 *
 * @param name in lower case
 * @param value unquoted
 */
public record Parameter(String name, String value) {}
