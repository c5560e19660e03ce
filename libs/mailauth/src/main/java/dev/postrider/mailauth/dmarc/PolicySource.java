package dev.postrider.mailauth.dmarc;

import java.util.Locale;

/** Which of a record's policies applies (RFC 9989 s4.10.1). */
public enum PolicySource {
    /** {@code p}: the record is that of the author's domain. */
    DOMAIN,
    /** {@code sp}, or {@code p} without one: the record is that of a domain above. */
    SUBDOMAIN,
    /** {@code np}: as before, and the author's domain does not exist. */
    NON_EXISTENT_SUBDOMAIN;

    /** For JSON and logs. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
