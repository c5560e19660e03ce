package dev.postrider.servicekit.kafka;

import static dev.postrider.testkit.TestVertx.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.embedded.EmbeddedKafka;
import dev.postrider.testkit.TestVertx;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that goes away under its clients and comes back; always the embedded one, whose port is kept. */
final class KafkaOutageTest {
    private static final String TOPIC = "outage";

    @AutoClose
    private final TestVertx running = new TestVertx();

    private final Vertx vertx = running.vertx();
    private final MeterRegistry meters = new SimpleMeterRegistry();

    @TempDir
    private Path directory = Path.of("");

    private static List<Future<RecordMetadata>> send(RecordProducer producer, int from, int to) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (int i = from; i < to; i++) {
            byte[] number = Integer.toString(i).getBytes(StandardCharsets.UTF_8);
            sent.add(producer.send(TOPIC, number, number, Map.of()));
        }
        return sent;
    }

    @Test
    void clientsSurviveARestartOfTheBrokerWithoutLossOrRepetition() throws Exception {
        EmbeddedKafka broker = EmbeddedKafka.start(directory);
        KafkaSettings kafka =
                new KafkaSettings(broker.bootstrapServers(), true, 1, 1, 3, Duration.ofSeconds(25), 8 << 20, Map.of());
        await(TopicSetup.ensure(vertx, kafka, List.of(new TopicSpec(TOPIC, Optional.empty(), true))));
        RecordProducer producer = RecordProducer.start(vertx, kafka, meters);
        Set<Integer> seen = new ConcurrentSkipListSet<>();
        Set<Integer> repeated = new ConcurrentSkipListSet<>();
        CountDownLatch first = new CountDownLatch(100);
        CountDownLatch all = new CountDownLatch(300);
        CountDownLatch hints = new CountDownLatch(200);
        CountDownLatch reading = new CountDownLatch(1);
        RecordConsumer consumer = RecordConsumer.start(
                vertx.getOrCreateContext(),
                kafka,
                ConsumerSpec.of("outage", TOPIC),
                meters,
                PartitionListener.NONE,
                records -> records.forEach(record -> {
                    int number = Integer.parseInt(new String(record.value(), StandardCharsets.UTF_8));
                    if (!seen.add(number)) {
                        repeated.add(number);
                    }
                    record.complete();
                    first.countDown();
                    all.countDown();
                }));
        await(Future.all(send(producer, 0, 100)));
        assertTrue(first.await(60, TimeUnit.SECONDS));
        BroadcastConsumer broadcast = BroadcastConsumer.start(
                vertx.getOrCreateContext(),
                kafka,
                TOPIC,
                records -> records.forEach(record -> hints.countDown()),
                reading::countDown);
        assertTrue(reading.await(60, TimeUnit.SECONDS));

        broker.close();
        List<Future<RecordMetadata>> meanwhile = send(producer, 100, 200);
        broker = EmbeddedKafka.start(directory);

        await(Future.all(meanwhile));
        await(Future.all(send(producer, 200, 300)));
        assertTrue(all.await(90, TimeUnit.SECONDS), () -> all.getCount() + " are left");
        assertTrue(hints.await(90, TimeUnit.SECONDS), () -> hints.getCount() + " hints are left");
        assertEquals(300, seen.size());
        assertEquals(Set.of(), repeated);
        await(consumer.close(Duration.ofSeconds(5)));
        await(broadcast.close());
        await(producer.close());
        broker.close();
    }
}
