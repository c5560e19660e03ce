package dev.postrider.servicekit;

import dev.postrider.servicekit.config.Settings;
import dev.postrider.servicekit.health.Health;
import dev.postrider.servicekit.kafka.KafkaSettings;
import dev.postrider.servicekit.kafka.TopicSetup;
import dev.postrider.servicekit.kafka.TopicSpec;
import dev.postrider.servicekit.postgres.Migrations;
import dev.postrider.servicekit.postgres.PostgresSettings;
import dev.postrider.servicekit.postgres.SchemaSpec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;

/**
 * What has to be there before a service can work. {@code prepare} makes it; a start makes it too, or only checks, as the settings say. Any
 * number of processes may do so at once, as often as they like.
 */
public record Groundwork(List<TopicSpec> topics, List<SchemaSpec> schemas) {
    /** For a service that owns nothing. */
    public static final Groundwork NONE = new Groundwork(List.of(), List.of());

    /** A check is quick when its dependency answers; one that does not must not keep a service from starting. */
    private static final Duration CHECK_PATIENCE = Duration.ofSeconds(3);

    /** Makes all of it, whatever the settings say about starts. Waits for Kafka and PostgreSQL for as long as that takes. */
    Future<Void> make(Vertx vertx, Settings root) {
        KafkaSettings kafka = KafkaSettings.from(root.section("kafka"));
        PostgresSettings postgres = PostgresSettings.from(root.section("postgres"));
        root.check();
        Future<Void> made = topics.isEmpty()
                ? Future.succeededFuture()
                : TopicSetup.ensure(vertx, kafka.withCreateTopics(true), topics);
        for (SchemaSpec schema : schemas) {
            made = made.compose(v -> Migrations.run(vertx, postgres, schema.location(), schema.name()));
        }
        return made;
    }

    /**
     * With {@code kafka.create-topics} begins to make the topics and completes at once. Without it, looks for them. What goes on behind the start is on
     * {@code /status} as {@code topics}.
     *
     * @return fails with {@link NotPreparedException} if Kafka answers soon and some are missing
     */
    public Future<Void> topicsAtStart(Vertx vertx, Health health, KafkaSettings kafka) {
        Preparation preparation = new Preparation(vertx, "topics");
        health.check("topics", preparation::standing);
        return preparation.begin(
                kafka.createTopics() ? Duration.ZERO : CHECK_PATIENCE, () -> TopicSetup.ensure(vertx, kafka, topics));
    }

    /**
     * With {@code postgres.migrate} brings the schemas to this version. Without it, looks whether they are. What goes on behind the start is tried again
     * when it fails, and is on {@code /status} as {@code schemas}.
     *
     * @param patience for migrations; those that take longer, or wait for PostgreSQL, go on behind
     * @return fails if that cannot be done; with {@link NotPreparedException} if PostgreSQL answers soon and a schema is not of this version
     */
    public Future<Void> schemasAtStart(Vertx vertx, Health health, PostgresSettings postgres, Duration patience) {
        Preparation preparation = new Preparation(vertx, "schemas");
        health.check("schemas", preparation::standing);
        return preparation.begin(postgres.migrate() ? patience : CHECK_PATIENCE, () -> schemas(vertx, postgres));
    }

    private Future<Void> schemas(Vertx vertx, PostgresSettings postgres) {
        Future<Void> done = Future.succeededFuture();
        for (SchemaSpec schema : schemas) {
            done = done.compose(v -> Migrations.ensure(vertx, postgres, schema));
        }
        return done;
    }
}
