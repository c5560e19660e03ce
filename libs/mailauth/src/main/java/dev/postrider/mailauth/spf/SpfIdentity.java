package dev.postrider.mailauth.spf;

/** What was checked. */
public enum SpfIdentity {
    /** RFC 7208 s2.4; what DMARC asks about. */
    MAIL_FROM("mailfrom"),
    /** RFC 7208 s2.3. */
    HELO("helo");

    private final String label;

    SpfIdentity(String label) {
        this.label = label;
    }

    /** For metrics and JSON. */
    public String label() {
        return label;
    }
}
