package dev.postrider.servicekit.kafka;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;

/** Creates topics that are missing and looks at those that are there. */
public final class TopicSetup {
    private TopicSetup() {}

    /**
     * Creates the missing ones of {@code topics} (if {@code kafka.create-topics} is on) and logs what differs from the settings in the
     * others. Tries again until Kafka answers, so a service need not wait for the result before it starts.
     *
     * @return completes when every topic is there; fails only if topics are missing and may not be created
     */
    public static Future<Void> ensure(Vertx vertx, KafkaSettings kafka, List<TopicSpec> topics) {
        return Future.failedFuture(new UnsupportedOperationException("" + vertx + kafka + topics));
    }
}
