package dev.postrider.smtp;

/** Takes a range of octets. It must copy what it keeps: the array belongs to the caller. */
@FunctionalInterface
public interface OctetSink {
    /** Takes {@code octets[from, to)}. */
    void accept(byte[] octets, int from, int to);
}
