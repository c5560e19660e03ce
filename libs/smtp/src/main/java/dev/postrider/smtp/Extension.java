package dev.postrider.smtp;

/** The service extensions that are known here. */
public enum Extension {
    /** RFC 2920. */
    PIPELINING("PIPELINING"),
    /** RFC 1870. */
    SIZE("SIZE"),
    /** RFC 6152. */
    EIGHT_BIT_MIME("8BITMIME"),
    /** RFC 6531. */
    SMTPUTF8("SMTPUTF8"),
    /** RFC 2034. */
    ENHANCED_STATUS_CODES("ENHANCEDSTATUSCODES"),
    /** RFC 3030 s2. */
    CHUNKING("CHUNKING"),
    /** RFC 3030 s3. */
    BINARY_MIME("BINARYMIME"),
    /** RFC 3461. */
    DSN("DSN"),
    /** RFC 9422. */
    LIMITS("LIMITS"),
    /** RFC 3207. */
    START_TLS("STARTTLS"),
    /** RFC 4954. */
    AUTH("AUTH"),
    /** RFC 8689. */
    REQUIRE_TLS("REQUIRETLS"),
    /** RFC 6710. */
    MT_PRIORITY("MT-PRIORITY"),
    /** RFC 2852. */
    DELIVER_BY("DELIVERBY"),
    /** RFC 4865. */
    FUTURE_RELEASE("FUTURERELEASE"),
    /** Postfix's XCLIENT_README. */
    XCLIENT("XCLIENT");

    private final String keyword;

    Extension(String keyword) {
        this.keyword = keyword;
    }

    /** As EHLO lists it. */
    public String keyword() {
        return keyword;
    }
}
