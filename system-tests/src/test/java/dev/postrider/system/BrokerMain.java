package dev.postrider.system;

import dev.postrider.embedded.EmbeddedKafka;
import dev.postrider.servicekit.log.Logging;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** The embedded broker in a JVM of its own, where it can be killed. It says that it has started as a service does. */
final class BrokerMain {
    private static final String DIRECTORY = "BROKER_DIRECTORY";
    private static final String ADDRESS = "bootstrap-servers";

    private BrokerMain() {}

    /** Starts it and waits until clients can connect. */
    static ServiceProcess launch(Path directory) throws IOException, InterruptedException {
        ServiceProcess broker = ServiceProcess.start(
                BrokerMain.class.getName(),
                Map.of(DIRECTORY, directory.toString()),
                directory.resolveSibling("kafka.log"));
        broker.awaitStarted();
        return broker;
    }

    /** Where the broker that was started on {@code directory} is, over all its lives. */
    static String bootstrapServers(Path directory) throws IOException {
        return Files.readString(directory.resolve(ADDRESS));
    }

    public static void main(String[] args) throws IOException {
        Logging.install();
        Path directory = Path.of(System.getenv(DIRECTORY));
        EmbeddedKafka broker = EmbeddedKafka.start(directory);
        Files.writeString(directory.resolve(ADDRESS), broker.bootstrapServers());
        LoggerFactory.getLogger(BrokerMain.class).info("started");
    }
}
