package dev.postrider.deploy.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code postrider check …}: the questions that reception asks about a message, one at a time. Needs no running service. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Ask one question about a client or a message, as reception would.",
        footer =
                "%nExit codes: 0 pass; 1 any other result; 2 wrong usage or an unreadable file; 3 DNS does not answer.",
        subcommands = {CheckSpfCommand.class, CheckDkimCommand.class, CheckDmarcCommand.class, CheckArcCommand.class})
public final class CheckCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to check.");
    }
}
