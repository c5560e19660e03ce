package dev.postrider.containers;

import com.github.dockerjava.api.model.Volume;
import dev.postrider.testkit.TestAuthority;
import dev.postrider.testkit.fixture.KafkaFixture;
import dev.postrider.testkit.fixture.PostgresFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.ExecConfig;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** Kafka, PostgreSQL and S3 beside the pods. With certificates, Kafka and PostgreSQL talk TLS alone, and to nobody without a certificate of theirs. */
final class ContainerEngines implements AutoCloseable {
    static final String KAFKA = "kafka:19092";
    static final String POSTGRES = "postgres";
    static final String POSTGRES_USER = "test";
    static final String POSTGRES_PASSWORD = "test-password";
    static final String S3 = "http://s3:8080";
    static final String S3_USER = "postrider";
    static final String S3_SECRET = "containers-secret";
    static final String BUCKET = "postrider";

    private static final int S3_PORT = 8080;
    private static final int ANYBODY = 0644;
    private static final String PEM = "/tmp/tls/";

    /** Certificates of the two servers, each with the authority of its clients. */
    record Certificates(TestAuthority.Pem kafka, TestAuthority.Pem postgres) {}

    private final KafkaContainer kafka = KafkaFixture.container();
    private final PostgreSQLContainer postgres = PostgresFixture.container();
    private final GenericContainer<?> s3 = new GenericContainer<>(DockerImageName.parse(Images.s3()));

    private ContainerEngines() {}

    static ContainerEngines start(Network network, Optional<Certificates> certificates) throws Exception {
        ContainerEngines engines = new ContainerEngines();
        try {
            engines.startAll(network, certificates);
            return engines;
        } catch (Exception | AssertionError e) {
            engines.close();
            throw e;
        }
    }

    private void startAll(Network network, Optional<Certificates> certificates) throws Exception {
        kafka.withNetwork(network).withListener(KAFKA);
        postgres.withUsername(POSTGRES_USER)
                .withPassword(POSTGRES_PASSWORD)
                .withDatabaseName(POSTGRES_USER)
                .withNetwork(network)
                .withNetworkAliases(POSTGRES);
        s3.withNetwork(network).withNetworkAliases("s3").withEnv(s3Settings());
        // A directory is a bucket. On a disk, since the server keeps metadata in extended attributes.
        s3.withCreateContainerCmdModifier(create -> create.withVolumes(new Volume("/data/" + BUCKET)));
        s3.withExposedPorts(S3_PORT).waitingFor(Wait.forListeningPort());
        if (certificates.isPresent()) {
            secureKafka(certificates.get().kafka());
        }
        Startables.deepStart(Stream.of(kafka, postgres, s3)).join();
        if (certificates.isPresent()) {
            securePostgres(certificates.get().postgres());
        }
    }

    private static Map<String, String> s3Settings() {
        return Map.of(
                "S3PROXY_ENDPOINT",
                "http://0.0.0.0:" + S3_PORT,
                "S3PROXY_AUTHORIZATION",
                "aws-v2-or-v4",
                "S3PROXY_IDENTITY",
                S3_USER,
                "S3PROXY_CREDENTIAL",
                S3_SECRET,
                "JCLOUDS_PROVIDER",
                "filesystem-nio2",
                "JCLOUDS_FILESYSTEM_BASEDIR",
                "/data");
    }

    /** The listener for the pods, which Testcontainers would leave in clear. */
    private void secureKafka(TestAuthority.Pem pem) throws IOException {
        kafka.withCopyToContainer(
                Transferable.of(Files.readString(pem.key()) + Files.readString(pem.certificate()), ANYBODY),
                PEM + "broker.pem");
        kafka.withCopyToContainer(Transferable.of(Files.readString(pem.authorities()), ANYBODY), PEM + "ca.pem");
        kafka.withEnv("KAFKA_SSL_KEYSTORE_TYPE", "PEM")
                .withEnv("KAFKA_SSL_KEYSTORE_LOCATION", PEM + "broker.pem")
                .withEnv("KAFKA_SSL_TRUSTSTORE_TYPE", "PEM")
                .withEnv("KAFKA_SSL_TRUSTSTORE_LOCATION", PEM + "ca.pem")
                .withEnv("KAFKA_SSL_CLIENT_AUTH", "required");
        kafka.withCreateContainerCmdModifier(create -> create.withEnv(
                Arrays.stream(Optional.ofNullable(create.getEnv()).orElseThrow())
                        .map(variable -> variable.replace("TC-0:PLAINTEXT", "TC-0:SSL"))
                        .toList()));
    }

    /** While it runs: its image is told nothing of TLS, and the key has to be its user's own. */
    private void securePostgres(TestAuthority.Pem pem) throws IOException, InterruptedException, SQLException {
        try (Connection connection =
                        DriverManager.getConnection(postgres.getJdbcUrl(), POSTGRES_USER, POSTGRES_PASSWORD);
                Statement statement = connection.createStatement()) {
            for (String file : List.of("tls.crt", "tls.key", "ca.crt")) {
                Transferable content =
                        Transferable.of(Files.readString(pem.key().resolveSibling(file)), ANYBODY);
                postgres.copyFileToContainer(content, PEM + file);
            }
            inPostgres("install -m 0600 " + PEM + "* \"$PGDATA\"");
            inPostgres(
                    "printf 'hostssl all all all scram-sha-256 clientcert=verify-full\\n' > \"$PGDATA/pg_hba.conf\"");
            statement.execute("ALTER SYSTEM SET ssl_cert_file = 'tls.crt'");
            statement.execute("ALTER SYSTEM SET ssl_key_file = 'tls.key'");
            statement.execute("ALTER SYSTEM SET ssl_ca_file = 'ca.crt'");
            statement.execute("ALTER SYSTEM SET ssl = on");
            statement.execute("SELECT pg_reload_conf()");
        }
    }

    private void inPostgres(String script) throws IOException, InterruptedException {
        ExecResult result = postgres.execInContainer(ExecConfig.builder()
                .user("postgres")
                .command(new String[] {"bash", "-c", script})
                .build());
        if (result.getExitCode() != 0) {
            throw new AssertionError(script + ": " + result.getStderr());
        }
    }

    /** A URL of PostgreSQL for a client that knows nothing of certificates. */
    String postgresUrl() {
        return postgres.getJdbcUrl();
    }

    @Override
    public void close() {
        kafka.stop();
        postgres.stop();
        s3.stop();
    }
}
