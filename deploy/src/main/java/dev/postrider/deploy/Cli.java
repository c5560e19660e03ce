package dev.postrider.deploy;

import picocli.CommandLine;

/** The root of {@code ./postrider}: the operator's commands, and {@code up}. */
public final class Cli {
    private Cli() {}

    public static void main(String[] args) {
        System.exit(commands().execute(args));
    }

    /** All that {@code ./postrider} knows, less what its shell script does by itself. */
    public static CommandLine commands() {
        CommandLine root = new CommandLine(new OperatorCli()).addSubcommand(new Up());
        root.getCommandSpec()
                .usageMessage()
                .footer(
                        "%n  bench smtp|deliver|imap|hold   Benchmarks; `postrider bench --help` tells more.",
                        "  images                         Container images; `postrider images --help` tells more.");
        return root;
    }
}
