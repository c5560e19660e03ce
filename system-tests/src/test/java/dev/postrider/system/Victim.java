package dev.postrider.system;

import java.io.IOException;

/** A process that is killed and started again while the system is at work. */
interface Victim {
    /** {@code kill -9}, and waits until it is gone. */
    void kill() throws IOException, InterruptedException;

    /** Starts it again after {@link #kill}, with the same settings, data and ports; blocks until it is up. */
    void restart() throws IOException, InterruptedException;
}
