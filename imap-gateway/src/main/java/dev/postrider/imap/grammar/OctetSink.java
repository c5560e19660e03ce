package dev.postrider.imap.grammar;

/** Takes {@code octets[from, to)}, which it must not keep. */
@FunctionalInterface
public interface OctetSink {
    void accept(byte[] octets, int from, int to);
}
