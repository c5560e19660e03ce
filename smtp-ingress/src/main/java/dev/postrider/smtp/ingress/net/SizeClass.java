package dev.postrider.smtp.ingress.net;

/** What is promised depends on how large a message is; a label of a metric. */
public enum SizeClass {
    UP_TO_1_MIB,
    LARGER;

    private static final long MIB = 1024 * 1024;

    static SizeClass of(long octets) {
        return octets <= MIB ? UP_TO_1_MIB : LARGER;
    }
}
