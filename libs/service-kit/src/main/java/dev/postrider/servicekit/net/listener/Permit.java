package dev.postrider.servicekit.net.listener;

/** The right to something of which there is a limited number, to be given back once. */
@FunctionalInterface
public interface Permit {
    void release();
}
