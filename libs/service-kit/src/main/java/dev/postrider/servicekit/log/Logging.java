package dev.postrider.servicekit.log;

import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Logging set-up. The system property {@code postrider.log} chooses {@code json} (the default) or {@code plain}; the environment variable
 * {@code POSTRIDER_LOG_LEVEL} the level of our own loggers.
 */
public final class Logging {
    private Logging() {}

    /** Routes java.util.logging to SLF4J; call it first in a main. */
    public static void install() {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }

    /** Writes out what is buffered and stops logging; call it last in a main. */
    public static void flush() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.stop();
        }
    }
}
