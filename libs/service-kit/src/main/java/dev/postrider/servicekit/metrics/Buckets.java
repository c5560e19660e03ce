package dev.postrider.servicekit.metrics;

import java.time.Duration;

/** Fixed histogram buckets: few enough to be cheap to record and to scrape. */
final class Buckets {
    static final Duration[] LATENCY = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30)
    };

    private Buckets() {}
}
