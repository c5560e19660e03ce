package dev.postrider.servicekit.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.core.spi.metrics.ClientMetrics;
import io.vertx.core.spi.metrics.PoolMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What Vert.x tells of PostgreSQL's commands and connections. Of everything else it is told that nobody wants to know, which costs nothing. */
public final class SqlMetrics implements VertxMetrics {
    private static final String SQL = "sql";

    private final Commands commands;
    private final Connections connections;

    private SqlMetrics(MeterRegistry registry) {
        this.commands = new Commands(
                Metrics.SQL_COMMAND_SECONDS.timer(registry, "ok"),
                Metrics.SQL_COMMAND_SECONDS.timer(registry, "failed"));
        AtomicInteger used = new AtomicInteger();
        Metrics.SQL_POOL_USED.gauge(registry, used::get);
        this.connections = new Connections(Metrics.SQL_POOL_WAIT_SECONDS.timer(registry), used);
    }

    /** For {@code Vertx.builder().withMetrics(…)}; {@link #options} go with it. */
    public static VertxMetricsFactory factory(MeterRegistry registry) {
        return options -> new SqlMetrics(registry);
    }

    /** Without these Vert.x asks no factory. */
    public static MetricsOptions options() {
        return new MetricsOptions().setEnabled(true);
    }

    @Override
    public @Nullable ClientMetrics<?, ?, ?> createClientMetrics(SocketAddress server, String type, String namespace) {
        return SQL.equals(type) ? commands : null;
    }

    @Override
    public @Nullable PoolMetrics<?, ?> createPoolMetrics(String type, String name, int size) {
        return SQL.equals(type) ? connections : null;
    }

    /** Times are carried as they were at the beginning, in nanoseconds. */
    private record Commands(Timer answered, Timer failed) implements ClientMetrics<Long, Object, Object> {
        @Override
        public Long requestBegin(String statement, Object command) {
            return System.nanoTime();
        }

        @Override
        public void responseEnd(Long begun) {
            answered.record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
        }

        @Override
        public void requestReset(Long begun) {
            failed.record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
        }
    }

    private record Connections(Timer waits, AtomicInteger used) implements PoolMetrics<Long, Boolean> {
        @Override
        public Long enqueue() {
            return System.nanoTime();
        }

        @Override
        public void dequeue(Long asked) {
            waits.record(System.nanoTime() - asked, TimeUnit.NANOSECONDS);
        }

        @Override
        public Boolean begin() {
            used.incrementAndGet();
            return true;
        }

        @Override
        public void end(Boolean begun) {
            used.decrementAndGet();
        }
    }
}
