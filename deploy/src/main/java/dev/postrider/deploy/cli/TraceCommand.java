package dev.postrider.deploy.cli;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.postrider.contracts.LifecycleEvent;
import dev.postrider.contracts.Topics;
import dev.postrider.mail.QueueId;
import dev.postrider.servicekit.config.Configuration;
import dev.postrider.servicekit.config.ConfigurationException;
import dev.postrider.servicekit.config.Settings;
import dev.postrider.servicekit.kafka.KafkaSettings;
import dev.postrider.servicekit.kafka.KeyedRecords;
import dev.postrider.servicekit.kafka.ReceivedRecord;
import dev.postrider.servicekit.trace.Tracing;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code postrider trace}: what {@code mail.events} tells of one message. */
@Command(
        name = "trace",
        mixinStandardHelpOptions = true,
        description = "Tell a message's story. Exit code 1 if nothing is known of it.")
public final class TraceCommand implements Callable<Integer> {
    /** Clocks of servers differ, and an id is made before its first event is written. */
    private static final Duration EARLIER = Duration.ofMinutes(10);
    /** Mail waits for five days at most, and its reports as long. */
    private static final Duration LATER = Duration.ofDays(11);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "QUEUE-ID",
            description = "As in the reply to DATA, in Received fields, logs and reports to senders.")
    private String id = "";

    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT",
            description = "By default POSTRIDER_KAFKA_BOOTSTRAP_SERVERS, then the broker of `postrider up` on --data.")
    private Optional<String> kafka = Optional.empty();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings as the services have them, such as kafka.properties for TLS and SASL.")
    private Optional<Path> config = Optional.empty();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data directory of `postrider up` (default: ${DEFAULT-VALUE}).",
            defaultValue = "data")
    private Path data = Path.of("data");

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long to read at most (default: ${DEFAULT-VALUE}).",
            defaultValue = "30")
    private int timeoutSeconds = 30;

    @Option(names = "--json", description = "Print one JSON object an event.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try {
            QueueId queueId = QueueId.parse(id)
                    .orElseThrow(() -> new CommandFailure(
                            CommandFailure.USAGE, "'" + id + "' is no queue id: 26 letters and digits are"));
            KeyedRecords.Found found = KeyedRecords.read(
                    kafkaSettings(),
                    Topics.EVENTS,
                    queueId.text().getBytes(StandardCharsets.US_ASCII),
                    queueId.timestampMs() - EARLIER.toMillis(),
                    queueId.timestampMs() + LATER.toMillis(),
                    Duration.ofSeconds(timeoutSeconds));
            Story story = new Story(queueId, events(found));
            out.println(json ? story.json() : story.text());
            out.flush();
            if (!found.complete()) {
                throw new CommandFailure(
                        CommandFailure.REFUSED,
                        "there may be more: the end was not reached within " + timeoutSeconds + " s (--timeout)");
            }
            return story.isEmpty() ? CommandFailure.REFUSED : 0;
        } catch (KeyedRecords.UnreadableException e) {
            return fail(CommandFailure.UNREACHABLE, e);
        } catch (CommandFailure failure) {
            return fail(failure.exitCode(), failure);
        }
    }

    private int fail(int exitCode, Exception why) {
        spec.commandLine().getErr().println("postrider: " + why.getMessage());
        spec.commandLine().getErr().flush();
        return exitCode;
    }

    private static List<Story.Entry> events(KeyedRecords.Found found) {
        List<Story.Entry> events = new ArrayList<>();
        for (ReceivedRecord record : found.records()) {
            try {
                events.add(new Story.Entry(
                        LifecycleEvent.parseFrom(record.value()),
                        record.header(Topics.HEADER_TRACEPARENT).flatMap(Tracing::sampledTraceId)));
            } catch (InvalidProtocolBufferException e) {
                throw new CommandFailure(CommandFailure.REFUSED, record + " is no event: " + e.getMessage());
            }
        }
        return events;
    }

    private KafkaSettings kafkaSettings() {
        try {
            Settings settings = Configuration.load(
                    config,
                    System.getenv(),
                    bootstrap()
                            .map(servers -> Map.of("kafka.bootstrap-servers", servers))
                            .orElseGet(Map::of));
            KafkaSettings read = KafkaSettings.from(settings.section("kafka"));
            settings.check();
            return read;
        } catch (ConfigurationException e) {
            throw new CommandFailure(CommandFailure.USAGE, String.valueOf(e.getMessage()));
        }
    }

    /** Empty if the configuration is to tell. */
    private Optional<String> bootstrap() {
        if (kafka.isPresent()) {
            return kafka;
        }
        Path port = data.resolve("kafka").resolve("port");
        if (System.getenv("POSTRIDER_KAFKA_BOOTSTRAP_SERVERS") != null || config.isPresent() || !Files.exists(port)) {
            return Optional.empty();
        }
        try {
            return Optional.of("127.0.0.1:" + Files.readString(port).strip());
        } catch (IOException e) {
            throw new CommandFailure(
                    CommandFailure.USAGE,
                    "cannot read " + port + " (" + e.getClass().getSimpleName() + "). It is readable for the user"
                            + " who runs `postrider up` only.");
        }
    }
}
