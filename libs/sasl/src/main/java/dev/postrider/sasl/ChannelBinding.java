package dev.postrider.sasl;

import java.util.Base64;

/**
 * What only the two ends of one TLS connection know: {@code tls-exporter}, RFC 9266. Who sits in between has two connections, and two of
 * these.
 *
 * @param dataBase64 32 octets of keying material with the label {@code EXPORTER-Channel-Binding} and no context
 */
public record ChannelBinding(String dataBase64) {
    /** The only type served: the others say too little of the connection since TLS 1.3. */
    public static final String TYPE = "tls-exporter";

    /** @param data 32 octets */
    public static ChannelBinding of(byte[] data) {
        return new ChannelBinding(Base64.getEncoder().encodeToString(data));
    }

    byte[] data() {
        return Base64.getDecoder().decode(dataBase64);
    }

    @Override
    public String toString() {
        return "ChannelBinding[" + TYPE + "]";
    }
}
