package dev.postrider.mailauth.dkim;

import dev.postrider.mail.OctetString;
import dev.postrider.mail.header.HeaderField;

/**
 * The signature of an ARC-Seal (RFC 8617 s4.1.3), well formed.
 *
 * @param signature {@code b=}
 * @param domain {@code d=} in normal form
 * @param selector {@code s=} in normal form
 */
public record SealSignature(
        HeaderField field, SignatureAlgorithm algorithm, OctetString signature, String domain, String selector) {}
