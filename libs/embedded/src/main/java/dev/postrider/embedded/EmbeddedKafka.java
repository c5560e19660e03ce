package dev.postrider.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * One broker with its controller in this process. The only class that touches Kafka's internal API.
 *
 * <p>Durability is the topics': with one replica they are created with {@code flush.messages=1}, so that an acknowledged record is on disk. A restart
 * after a kill is quick because the broker's session is short.
 */
public final class EmbeddedKafka implements AutoCloseable {
    private static final int NODE_ID = 1;

    private final KafkaRaftServer server;
    private final String bootstrapServers;

    private EmbeddedKafka(KafkaRaftServer server, String bootstrapServers) {
        this.server = server;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Starts the broker on loopback, on a free port that it keeps for later starts on the same directory while
     * nobody else takes it. Blocks until clients can connect.
     *
     * @param directory its logs; made and formatted if new
     */
    public static EmbeddedKafka start(Path directory) throws IOException {
        return start(directory, Map.of());
    }

    /**
     * Starts the broker with some of its properties changed.
     *
     * @param properties of the broker, such as {@code log.retention.hours}
     */
    public static EmbeddedKafka start(Path directory, Map<String, String> properties) throws IOException {
        Path logs = directory.toAbsolutePath().resolve("logs");
        Files.createDirectories(logs);
        int port = KeptPort.in(directory.toAbsolutePath().resolve("port"));
        int controllerPort = KeptPort.in(directory.toAbsolutePath().resolve("controller-port"));
        Map<String, String> all = properties(logs, port, controllerPort);
        all.putAll(properties);
        if (!Files.exists(logs.resolve("meta.properties"))) {
            format(logs);
        }
        Properties config = new Properties();
        config.putAll(all);
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(config, false), Time.SYSTEM);
        server.startup();
        return new EmbeddedKafka(server, "127.0.0.1:" + port);
    }

    /** {@code host:port} for clients. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Stops in good order; blocks until it has stopped. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static void format(Path logs) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (PrintStream print = new PrintStream(output, true, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(print)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(NODE_ID)
                    .addDirectory(logs.toString())
                    .setMetadataLogDirectory(logs.toString())
                    .setControllerListenerName("CONTROLLER")
                    .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                    .run();
        } catch (Exception e) {
            throw new IOException("cannot format " + logs + ": " + output.toString(StandardCharsets.UTF_8), e);
        }
    }

    private static Map<String, String> properties(Path logs, int port, int controllerPort) {
        Map<String, String> properties = new HashMap<>();
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", Integer.toString(NODE_ID));
        properties.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
        properties.put("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        properties.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        properties.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        properties.put("controller.listener.names", "CONTROLLER");
        properties.put("inter.broker.listener.name", "PLAINTEXT");
        properties.put("log.dirs", logs.toString());
        properties.putAll(oneNode());

        // Small: it shares two cores and half a gigabyte with everything else.
        properties.put("num.network.threads", "1");
        properties.put("num.io.threads", "2");
        properties.put("background.threads", "2");
        properties.put("log.cleaner.threads", "1");
        properties.put("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20));
        properties.put("num.recovery.threads.per.data.dir", "2");
        properties.put("log.segment.bytes", Integer.toString(64 << 20));
        properties.put("metadata.log.segment.bytes", Integer.toString(8 << 20));
        properties.put("log.index.size.max.bytes", Integer.toString(1 << 20));
        properties.put("socket.request.max.bytes", Integer.toString(16 << 20));
        return properties;
    }

    /** The properties that a client can tell this broker by, wherever it runs: a single node that nobody configures further. */
    public static Map<String, String> oneNode() {
        Map<String, String> properties = new HashMap<>();
        properties.put("auto.create.topics.enable", "false");
        properties.put("message.max.bytes", Integer.toString(4 << 20));

        // One node: internal topics have one copy and few partitions.
        properties.put("offsets.topic.replication.factor", "1");
        properties.put("offsets.topic.num.partitions", "2");
        properties.put("transaction.state.log.replication.factor", "1");
        properties.put("transaction.state.log.min.isr", "1");
        properties.put("transaction.state.log.num.partitions", "1");
        properties.put("share.coordinator.state.topic.replication.factor", "1");
        properties.put("share.coordinator.state.topic.min.isr", "1");
        properties.put("share.coordinator.state.topic.num.partitions", "1");
        properties.put("group.initial.rebalance.delay.ms", "0");
        properties.put("group.consumer.session.timeout.ms", "10000");
        properties.put("group.consumer.min.session.timeout.ms", "3000");
        properties.put("group.consumer.heartbeat.interval.ms", "1000");
        properties.put("group.consumer.min.heartbeat.interval.ms", "500");

        // After a kill the controller holds the old registration until its session ends.
        properties.put("broker.session.timeout.ms", "1500");
        properties.put("broker.heartbeat.interval.ms", "300");
        return properties;
    }
}
