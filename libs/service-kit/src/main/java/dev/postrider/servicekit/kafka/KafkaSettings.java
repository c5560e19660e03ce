package dev.postrider.servicekit.kafka;

import dev.postrider.servicekit.config.Secret;
import dev.postrider.servicekit.config.Settings;
import dev.postrider.servicekit.net.PeerTlsFiles;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The section {@code kafka}.
 *
 * @param deliveryTimeout after which an unacknowledged record has failed
 * @param bufferMemory octets of records that wait for their acknowledgement
 * @param properties client properties that win over everything except what correctness rests on
 * @param tls empty: whatever the properties say
 */
public record KafkaSettings(
        String bootstrapServers,
        boolean createTopics,
        int replicationFactor,
        int minInsyncReplicas,
        int partitions,
        Duration deliveryTimeout,
        long bufferMemory,
        Map<String, Secret> properties,
        Optional<PeerTlsFiles> tls) {
    /** Without TLS. */
    public KafkaSettings(
            String bootstrapServers,
            boolean createTopics,
            int replicationFactor,
            int minInsyncReplicas,
            int partitions,
            Duration deliveryTimeout,
            long bufferMemory,
            Map<String, Secret> properties) {
        this(
                bootstrapServers,
                createTopics,
                replicationFactor,
                minInsyncReplicas,
                partitions,
                deliveryTimeout,
                bufferMemory,
                properties,
                Optional.empty());
    }

    /** Notes mistakes in {@code settings}; use the result after {@code check()}. */
    public static KafkaSettings from(Settings settings) {
        KafkaSettings kafka = new KafkaSettings(
                settings.string("bootstrap-servers"),
                settings.flag("create-topics"),
                settings.integer("replication-factor", 1, 9),
                settings.integer("min-insync-replicas", 1, 9),
                settings.integer("partitions", 1, 1000),
                settings.duration("delivery-timeout"),
                settings.bytes("buffer-memory"),
                settings.secrets("properties"),
                settings.flag("tls.enabled")
                        ? Optional.of(PeerTlsFiles.from(settings, "tls.certificate", "tls.key", "tls.authorities"))
                        : Optional.empty());
        if (kafka.bootstrapServers.isBlank()) {
            settings.problem("bootstrap-servers", "host:port[,host:port…]");
        }
        if (kafka.minInsyncReplicas > kafka.replicationFactor) {
            settings.problem("min-insync-replicas", "at most replication-factor");
        }
        if (kafka.deliveryTimeout.toMillis() < 1000 || kafka.deliveryTimeout.toSeconds() > 29) {
            settings.problem("delivery-timeout", "from 1s to 29s: a client is answered within 30 s");
        }
        return kafka;
    }

    /** The same, except whether missing topics are created. */
    public KafkaSettings withCreateTopics(boolean create) {
        return new KafkaSettings(
                bootstrapServers,
                create,
                replicationFactor,
                minInsyncReplicas,
                partitions,
                deliveryTimeout,
                bufferMemory,
                properties,
                tls);
    }

    /** What every client has, with {@code own} properties under the user's. */
    Map<String, Object> client(Map<String, Object> own) {
        Map<String, Object> client = new HashMap<>(own);
        client.put("bootstrap.servers", bootstrapServers);
        // Kafka's own telemetry and JMX beans: nobody reads them, every request would pay for them.
        client.put("enable.metrics.push", "false");
        client.put("metric.reporters", "");
        client.put("reconnect.backoff.ms", "100");
        client.put("reconnect.backoff.max.ms", "1000");
        tls.ifPresent(files -> {
            client.put("security.protocol", properties.containsKey("sasl.mechanism") ? "SASL_SSL" : "SSL");
            client.put("ssl.engine.factory.class", PemSslEngineFactory.class);
            client.put(PemSslEngineFactory.FILES, files);
        });
        properties.forEach((name, value) -> client.put(name, value.get()));
        return client;
    }
}
