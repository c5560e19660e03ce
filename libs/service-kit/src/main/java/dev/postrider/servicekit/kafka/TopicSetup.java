package dev.postrider.servicekit.kafka;

import dev.postrider.servicekit.NotPreparedException;
import dev.postrider.servicekit.thread.Attempts;
import dev.postrider.servicekit.thread.VirtualThreads;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates topics that are missing and looks at those that are there. */
public final class TopicSetup {
    private static final Logger log = LoggerFactory.getLogger(TopicSetup.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final long CALL_TIMEOUT_S = 15;
    private static final int MAX_RECORD_OCTETS = 2 << 20;

    private TopicSetup() {}

    /**
     * Creates the missing ones of {@code topics} (if {@code kafka.create-topics} is on) and logs what differs from the settings in the
     * others. Tries again until Kafka answers, so a service need not wait for the result before it starts.
     *
     * @return completes when every topic is there; fails with {@link NotPreparedException} only
     */
    public static Future<Void> ensure(Vertx vertx, KafkaSettings kafka, List<TopicSpec> topics) {
        return Attempts.until(
                        vertx,
                        (failure, failures) -> {
                            if (failure instanceof NotPreparedException) {
                                return Optional.empty();
                            }
                            log.atWarn().addKeyValue("reason", reason(failure)).log("cannot set topics up yet");
                            return Optional.of(RETRY);
                        },
                        () -> VirtualThreads.call(vertx, "topic-setup", () -> ensureNow(kafka, topics)))
                .mapEmpty();
    }

    private static List<TopicSpec> ensureNow(KafkaSettings kafka, List<TopicSpec> topics) throws Exception {
        try (Admin admin =
                Admin.create(kafka.client(Map.of("default.api.timeout.ms", 10_000, "request.timeout.ms", 10_000)))) {
            Set<String> present = get(admin.listTopics().names());
            List<TopicSpec> missing = topics.stream()
                    .filter(topic -> !present.contains(topic.name()))
                    .toList();
            if (!missing.isEmpty() && !kafka.createTopics()) {
                throw new NotPreparedException(
                        "Kafka lacks "
                                + missing.stream().map(TopicSpec::name).collect(Collectors.joining(", "))
                                + ", and kafka.create-topics = off: run the service with the argument prepare, or create them otherwise");
            }
            create(admin, kafka, missing);
            check(
                    admin,
                    kafka,
                    topics.stream().filter(topic -> !missing.contains(topic)).toList());
        }
        return topics;
    }

    private static void create(Admin admin, KafkaSettings kafka, List<TopicSpec> missing) throws Exception {
        List<NewTopic> creations = missing.stream()
                .map(topic -> new NewTopic(topic.name(), kafka.partitions(), (short) kafka.replicationFactor())
                        .configs(configuration(kafka, topic)))
                .toList();
        for (Map.Entry<String, KafkaFuture<Void>> creation :
                admin.createTopics(creations).values().entrySet()) {
            try {
                get(creation.getValue());
                log.atInfo()
                        .addKeyValue("topic", creation.getKey())
                        .addKeyValue("partitions", kafka.partitions())
                        .log("created topic");
            } catch (TopicExistsException e) {
                log.debug("another process created {}", creation.getKey(), e);
            }
        }
    }

    static Map<String, String> configuration(KafkaSettings kafka, TopicSpec topic) {
        Map<String, String> configuration = new HashMap<>();
        configuration.put("cleanup.policy", "delete");
        configuration.put("retention.bytes", "-1");
        configuration.put(
                "retention.ms",
                Long.toString(topic.retention().map(Duration::toMillis).orElse(-1L)));
        configuration.put("min.insync.replicas", Integer.toString(kafka.minInsyncReplicas()));
        configuration.put("unclean.leader.election.enable", "false");
        configuration.put("max.message.bytes", Integer.toString(MAX_RECORD_OCTETS));
        if (kafka.replicationFactor() == 1 && topic.irreplaceable()) {
            configuration.put("flush.messages", "1");
        }
        return configuration;
    }

    private static void check(Admin admin, KafkaSettings kafka, List<TopicSpec> topics) throws Exception {
        if (topics.isEmpty()) {
            return;
        }
        List<String> names = topics.stream().map(TopicSpec::name).toList();
        Map<String, TopicDescription> descriptions =
                get(admin.describeTopics(names).allTopicNames());
        Map<ConfigResource, Config> configurations = get(
                admin.describeConfigs(names.stream().map(TopicSetup::resource).toList())
                        .all());
        for (TopicSpec topic : topics) {
            List<String> differences = new ArrayList<>();
            TopicDescription description = descriptions.get(topic.name());
            if (description != null) {
                int replicas = description.partitions().getFirst().replicas().size();
                compare(
                        differences,
                        "replication factor",
                        Integer.toString(kafka.replicationFactor()),
                        Integer.toString(replicas));
            }
            Optional.ofNullable(configurations.get(resource(topic.name())))
                    .ifPresent(actual -> configuration(kafka, topic).forEach((name, wanted) -> {
                        ConfigEntry entry = actual.get(name);
                        compare(differences, name, wanted, entry == null ? "(unset)" : entry.value());
                    }));
            if (!differences.isEmpty()) {
                log.atWarn()
                        .addKeyValue("topic", topic.name())
                        .addKeyValue("differences", differences)
                        .log("topic differs from what the settings would make it; left as it is");
            }
        }
    }

    private static void compare(List<String> differences, String name, String wanted, String actual) {
        if (!wanted.equals(actual)) {
            differences.add(name + " " + actual + " instead of " + wanted);
        }
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    private static <T> T get(KafkaFuture<T> future) throws Exception {
        try {
            return future.get(CALL_TIMEOUT_S, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        } catch (TimeoutException e) {
            throw new TimeoutException("Kafka did not answer within " + CALL_TIMEOUT_S + " s");
        }
    }

    private static String reason(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName() + ": " + root.getMessage();
    }
}
