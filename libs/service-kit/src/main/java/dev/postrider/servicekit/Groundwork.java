package dev.postrider.servicekit;

import dev.postrider.servicekit.config.Settings;
import dev.postrider.servicekit.kafka.KafkaSettings;
import dev.postrider.servicekit.kafka.TopicSetup;
import dev.postrider.servicekit.kafka.TopicSpec;
import dev.postrider.servicekit.postgres.Migrations;
import dev.postrider.servicekit.postgres.PostgresSettings;
import dev.postrider.servicekit.postgres.SchemaSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has to be there before a service can work. {@code prepare} makes it; a start makes it too, or only checks, as the settings say. Any
 * number of processes may do so at once, as often as they like.
 */
public record Groundwork(List<TopicSpec> topics, List<SchemaSpec> schemas) {
    /** For a service that owns nothing. */
    public static final Groundwork NONE = new Groundwork(List.of(), List.of());

    private static final Logger log = LoggerFactory.getLogger(Groundwork.class);

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
     * With {@code kafka.create-topics} begins to make the topics and completes at once. Without it, looks for them.
     *
     * @return fails with {@link NotPreparedException} if Kafka answers soon and some are missing
     */
    public Future<Void> topicsAtStart(Vertx vertx, KafkaSettings kafka) {
        return within(
                vertx,
                kafka.createTopics() ? Duration.ZERO : CHECK_PATIENCE,
                "topics",
                TopicSetup.ensure(vertx, kafka, topics));
    }

    /**
     * With {@code postgres.migrate} brings the schemas to this version. Without it, looks whether they are.
     *
     * @param patience for migrations; those that take longer, or wait for PostgreSQL, go on behind
     * @return fails if that cannot be done; with {@link NotPreparedException} if PostgreSQL answers soon and a schema is not of this version
     */
    public Future<Void> schemasAtStart(Vertx vertx, PostgresSettings postgres, Duration patience) {
        Future<Void> done = Future.succeededFuture();
        for (SchemaSpec schema : schemas) {
            done = done.compose(v -> Migrations.ensure(vertx, postgres, schema));
        }
        return within(vertx, postgres.migrate() ? patience : CHECK_PATIENCE, "schemas", done);
    }

    private static Future<Void> within(Vertx vertx, Duration patience, String what, Future<Void> work) {
        Promise<Void> answer = Promise.promise();
        work.onComplete(done -> answer.tryComplete(), fault -> {
            if (!answer.tryFail(fault)) {
                log.atError().addKeyValue("what", what).setCause(fault).log("not prepared");
            }
        });
        if (patience.isZero()) {
            answer.tryComplete();
            return answer.future();
        }
        long timer = vertx.setTimer(patience.toMillis(), late -> {
            if (answer.tryComplete()) {
                log.atWarn().addKeyValue("what", what).log("started before this was known to be there");
            }
        });
        return answer.future().onComplete(ended -> vertx.cancelTimer(timer));
    }
}
