package dev.postrider.deploy.cli;

/** Ends a command with a message for people and an exit code. */
final class CommandFailure extends RuntimeException {
    static final int REFUSED = 1;
    static final int USAGE = 2;
    static final int UNREACHABLE = 3;

    private final int exitCode;
    private final boolean passing;

    CommandFailure(int exitCode, String message) {
        this(exitCode, message, false);
    }

    private CommandFailure(int exitCode, String message, boolean passing) {
        super(message, null, false, false);
        this.exitCode = exitCode;
        this.passing = passing;
    }

    /** The service is busy or stops: the same call may be answered in a moment, by it or by another process of it. */
    static CommandFailure passing(String message) {
        return new CommandFailure(UNREACHABLE, message, true);
    }

    boolean isPassing() {
        return passing;
    }

    int exitCode() {
        return exitCode;
    }
}
