package dev.postrider.mailauth.dkim;

import dev.postrider.mail.OctetString;
import java.util.Base64;
import java.util.Optional;

/** {@code base64string = ALPHADIGITPS *([FWS] ALPHADIGITPS) [ [FWS] "=" [ [FWS] "=" ] ]} (RFC 6376 s2.10). */
final class Base64Value {
    private Base64Value() {}

    /** The octets; empty if it is no base64. */
    static Optional<OctetString> decode(String value) {
        try {
            return Optional.of(OctetString.of(Base64.getDecoder().decode(TagList.withoutSpace(value))));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
