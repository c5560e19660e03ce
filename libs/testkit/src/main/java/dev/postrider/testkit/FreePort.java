package dev.postrider.testkit;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for servers that must be told theirs before they start. They lie below those that the kernel gives to outgoing connections (from 32768 on by
 * default), so that none of these takes one in between.
 */
public final class FreePort {
    private static final int FIRST = 20_000;
    private static final int COUNT = 12_000;
    /** Test processes that run side by side begin at different places. */
    private static final AtomicInteger turn =
            new AtomicInteger((int) (ProcessHandle.current().pid() * 97 % COUNT));

    private FreePort() {}

    /** A port on which nobody listens just now, and which no later call in this process returns for a long time. */
    public static int next() {
        for (int i = 0; i < COUNT; i++) {
            int port = FIRST + Math.floorMod(turn.getAndIncrement(), COUNT);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no port between " + FIRST + " and " + (FIRST + COUNT) + " is free");
    }

    private static boolean isFree(int port) {
        try (ServerSocket bound = new ServerSocket(port)) {
            return bound.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
