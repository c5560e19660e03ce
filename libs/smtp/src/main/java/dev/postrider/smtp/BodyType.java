package dev.postrider.smtp;

/** What MAIL's BODY parameter says of the content, RFC 6152 s2 and RFC 3030 s3. */
public enum BodyType {
    SEVEN_BIT,
    EIGHT_BIT_MIME,
    BINARY_MIME
}
