package dev.postrider.system;

import dev.postrider.embedded.LocalPostgres;
import dev.postrider.testkit.fixture.PostgresFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A Kafka and a PostgreSQL that can be killed: processes of their own, each on a directory and a port that it keeps. */
final class Engines implements AutoCloseable {
    private static final String PASSWORD = "engines";
    private static final Duration END_LIMIT = Duration.ofSeconds(30);

    private final ServiceProcess broker;
    private final String bootstrapServers;
    private final LocalPostgres postgres;

    private Engines(ServiceProcess broker, String bootstrapServers, LocalPostgres postgres) {
        this.broker = broker;
        this.bootstrapServers = bootstrapServers;
        this.postgres = postgres;
    }

    static Engines start(Path directory) throws IOException, InterruptedException {
        Path kafka = Files.createDirectories(directory.resolve("kafka"));
        ServiceProcess broker = BrokerMain.launch(kafka);
        try {
            return new Engines(
                    broker,
                    BrokerMain.bootstrapServers(kafka),
                    LocalPostgres.start(directory.resolve("postgres"), PASSWORD));
        } catch (IOException e) {
            broker.kill();
            throw e;
        }
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    PostgresFixture.Database database() {
        return PostgresFixture.Database.of(postgres);
    }

    Victim broker() {
        return broker;
    }

    Victim postgres() {
        return new KilledPostgres(postgres);
    }

    /** The postmaster is killed with all its children: none is left to write anything. */
    private record KilledPostgres(LocalPostgres server) implements Victim {
        @Override
        public void kill() throws IOException {
            ProcessHandle postmaster = ProcessHandle.of(server.pid()).orElseThrow();
            List<ProcessHandle> all = Stream.concat(Stream.of(postmaster), postmaster.descendants())
                    .toList();
            all.forEach(ProcessHandle::destroyForcibly);
            Waiting.until(
                    "end of PostgreSQL",
                    END_LIMIT,
                    () -> all.stream().noneMatch(KilledPostgres::works) ? Optional.of(all) : Optional.empty());
        }

        /** Who has ended has no command any more, whether somebody has collected him or not. */
        private static boolean works(ProcessHandle process) {
            return process.info().command().isPresent();
        }

        @Override
        public void restart() throws IOException {
            server.restart();
        }
    }

    @Override
    public void close() throws IOException {
        try (postgres) {
            broker.kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
