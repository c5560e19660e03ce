package dev.postrider.deploy;

import java.io.IOException;
import java.util.Locale;

/** The lines that tell a person how the start goes. */
final class Progress {
    /** Something that takes a moment. */
    @FunctionalInterface
    interface Step<T> {
        T run() throws IOException;
    }

    private Progress() {}

    static void say(String line) {
        System.out.println("postrider: " + line);
    }

    /** Seconds since a reading of {@link System#nanoTime()}, such as {@code 1.3 s}. */
    static String since(long nanoTime) {
        return String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - nanoTime) / 1e9);
    }

    /** Runs a step, and says how long it took. @throws StartFailure naming the part, if it fails */
    static <T> T during(String part, Step<T> step) {
        long begin = System.nanoTime();
        try {
            T result = step.run();
            say(part + " is up (" + since(begin) + ")");
            return result;
        } catch (IOException e) {
            throw new StartFailure(part + " did not start: " + e.getMessage()
                    + (e.getCause() == null ? "" : " (" + e.getCause().getMessage() + ")"));
        }
    }
}
