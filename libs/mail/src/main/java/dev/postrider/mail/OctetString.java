package dev.postrider.mail;

import java.util.Arrays;

/** Octets that never change and are equal by what they are: what a record holds instead of an array. For short ones, since they are copied. */
public final class OctetString {
    private final byte[] octets;

    private OctetString(byte[] octets) {
        this.octets = octets;
    }

    /** Copies them. */
    public static OctetString of(byte... octets) {
        return new OctetString(octets.clone());
    }

    /** A copy. */
    public byte[] toByteArray() {
        return octets.clone();
    }

    public int size() {
        return octets.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OctetString that && Arrays.equals(octets, that.octets);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(octets);
    }

    /** Tells the size only: they may be a secret. */
    @Override
    public String toString() {
        return octets.length + " octets";
    }
}
