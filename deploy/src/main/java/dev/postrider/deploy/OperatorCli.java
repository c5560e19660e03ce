package dev.postrider.deploy;

import dev.postrider.deploy.cli.AccountCommand;
import dev.postrider.deploy.cli.AliasCommand;
import dev.postrider.deploy.cli.CheckCommand;
import dev.postrider.deploy.cli.DomainCommand;
import dev.postrider.deploy.cli.QueueCommand;
import dev.postrider.deploy.cli.SmokeCommand;
import dev.postrider.deploy.cli.TraceCommand;
import dev.postrider.deploy.cli.VerifyCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The commands for a system that runs elsewhere, and the main of the image {@code cli}; must not know {@link Up}, since that image has neither the services
 * nor the engines. Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 3 not reachable.
 */
@Command(
        name = "postrider",
        mixinStandardHelpOptions = true,
        description = "Postrider, a mail system: SMTP in, Kafka in the middle, mailboxes out.",
        subcommands = {
            DomainCommand.class,
            AccountCommand.class,
            AliasCommand.class,
            QueueCommand.class,
            TraceCommand.class,
            SmokeCommand.class,
            VerifyCommand.class,
            CheckCommand.class
        })
public final class OperatorCli implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    public static void main(String[] args) {
        System.exit(new CommandLine(new OperatorCli()).execute(args));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do.");
    }
}
