package dev.postrider.smtp.ingress.policy;

/** Who may speak for other clients, by XCLIENT. */
@FunctionalInterface
public interface Introducers {
    /** Nobody. */
    Introducers NOBODY = address -> false;

    /** @param address textual IP address of who is connected */
    boolean include(String address);
}
