package dev.postrider.deploy.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which deferred mail a command is about. */
final class QueueSelection {
    @Option(names = "--destination", paramLabel = "DOMAIN", description = "Only mail for this domain.")
    private Optional<String> destination = Optional.empty();

    @Option(names = "--sender", paramLabel = "ADDRESS", description = "Only mail from it; <> is that of reports.")
    private Optional<String> sender = Optional.empty();

    @Option(names = "--recipient", paramLabel = "ADDRESS", description = "Only mail to it.")
    private Optional<String> recipient = Optional.empty();

    @Option(
            names = "--reason",
            paramLabel = "REASON",
            description = "Only mail whose last attempt failed for it, such as refused_for_now.")
    private Optional<String> reason = Optional.empty();

    @Option(
            names = "--older-than",
            paramLabel = "AGE",
            description = "Only mail that was accepted longer ago: 90s, 15m, 6h, 2d.")
    private Optional<String> olderThan = Optional.empty();

    @Option(names = "--held", description = "Only mail that is held.")
    private boolean held;

    @Option(names = "--not-held", description = "Only mail that is not held.")
    private boolean notHeld;

    @Option(names = "--local", description = "Only mail for mailboxes here.")
    private boolean local;

    boolean isEmpty() {
        return query().isEmpty();
    }

    /** {@code name=value} pairs, encoded. */
    List<String> query() {
        if (held && notHeld) {
            throw new CommandFailure(CommandFailure.USAGE, "--held and --not-held at once: nothing is both");
        }
        List<String> query = new ArrayList<>();
        add(query, "destination", destination);
        add(query, "sender", sender);
        add(query, "recipient", recipient);
        add(query, "reason", reason);
        add(query, "olderThan", olderThan);
        add(query, "held", held ? Optional.of("true") : notHeld ? Optional.of("false") : Optional.empty());
        add(query, "kind", local ? Optional.of("local") : Optional.empty());
        return query;
    }

    private static void add(List<String> query, String name, Optional<String> value) {
        value.ifPresent(text -> query.add(name + "=" + AdminClient.encode(text)));
    }
}
