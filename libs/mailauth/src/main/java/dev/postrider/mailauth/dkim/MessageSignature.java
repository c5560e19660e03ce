package dev.postrider.mailauth.dkim;

import dev.postrider.mail.OctetString;
import dev.postrider.mail.header.HeaderField;
import java.util.List;
import java.util.OptionalLong;

/**
 * A signature over header fields and a body: a DKIM-Signature (RFC 6376 s3.5) or an ARC-Message-Signature (RFC 8617 s4.1.2), well
 * formed.
 *
 * @param field where it stands
 * @param signature {@code b=}
 * @param bodyHash {@code bh=}
 * @param domain {@code d=} in normal form
 * @param selector {@code s=} in normal form
 * @param identity {@code i=} of DKIM, as written, or {@code @} and the domain
 * @param identityDomain the domain of {@code i=} in normal form
 * @param signedFields {@code h=} in lower case
 * @param bodyLength {@code l=}, octets of the canonical body
 * @param expiry {@code x=}, seconds since 1970
 */
public record MessageSignature(
        HeaderField field,
        SignatureAlgorithm algorithm,
        OctetString signature,
        OctetString bodyHash,
        Canonicalization headerForm,
        Canonicalization bodyForm,
        String domain,
        String selector,
        String identity,
        String identityDomain,
        List<String> signedFields,
        OptionalLong bodyLength,
        OptionalLong expiry) {}
