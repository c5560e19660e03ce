package dev.postrider.deploy.cli;

/** What others wrote, for a terminal. */
final class Printable {
    private Printable() {}

    /** What a remote server said may hold anything; a terminal gets only what can be printed. */
    static String oneLine(String reply) {
        return reply.strip().replaceAll("\\R+", " | ").replaceAll("\\p{Cntrl}", "?");
    }

    /** The same, of at most {@code columns} characters. */
    static String oneLine(String reply, int columns) {
        String line = oneLine(reply);
        return line.codePointCount(0, line.length()) <= columns
                ? line
                : line.substring(0, line.offsetByCodePoints(0, columns - 1)) + "…";
    }
}
