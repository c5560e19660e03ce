package dev.postrider.mailauth.spf;

/** What a mechanism says about those it matches: {@code qualifier = "+" / "-" / "?" / "~"} (RFC 7208 s4.6.1). */
enum Qualifier {
    PASS(SpfResult.PASS),
    FAIL(SpfResult.FAIL),
    SOFTFAIL(SpfResult.SOFTFAIL),
    NEUTRAL(SpfResult.NEUTRAL);

    private final SpfResult result;

    Qualifier(SpfResult result) {
        this.result = result;
    }

    SpfResult result() {
        return result;
    }
}
